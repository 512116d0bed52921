#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "myolens/base/csv.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/cohort/manifest.h"
#include "myolens/cohort/preparation_record.h"
#include "myolens/report/contact_sheet.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

std::vector<std::string> split_flags(std::string_view text) {
  std::vector<std::string> flags;
  while (!text.empty()) {
    const size_t end = std::min(text.find(kBetweenFlags), text.size());
    flags.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + kBetweenFlags.size(), text.size()));
  }
  return flags;
}

using Row = std::vector<std::string>;

std::map<std::string, Row> rows_by_file(const Table& table, const std::string& origin) {
  const size_t file = table.column("file", origin);
  std::map<std::string, Row> rows;
  for (const Row& row : table.rows) rows.emplace(row[file], row);
  return rows;
}

// The cell of a column that need not exist.
std::string value(const Table& table, const Row& row, std::string_view name) {
  const auto column = table.find_column(name);
  return column ? row[*column] : std::string();
}

void append(std::string& text, const std::string& word) {
  if (word.empty()) return;
  text += (text.empty() ? "" : " \u00B7 ") + word;
}

}  // namespace

ContactSheet read_contact_sheet(const fs::path& prepared_folder, size_t refused) {
  const std::string manifest_origin = (prepared_folder / kManifestName).string();
  const std::string preparation_origin = (prepared_folder / kPreparationName).string();
  const Table manifest = read_table(manifest_origin);
  const Table preparation = read_table(preparation_origin);
  const auto prepared_rows = rows_by_file(preparation, preparation_origin);
  const size_t patient = manifest.column("patient", manifest_origin);
  const size_t label = manifest.column("label", manifest_origin);
  const size_t file = manifest.column("file", manifest_origin);
  const size_t flags = preparation.column("flags", preparation_origin);
  ContactSheet sheet{
      .cases = {}, .refused = refused, .synthetic = fs::exists(prepared_folder / kSyntheticMarker)};
  for (const Row& row : manifest.rows) {
    const auto found = prepared_rows.find(row[file]);
    if (found == prepared_rows.end()) {
      throw Error(ErrorCode::kBadData, preparation_origin + ": no row about " + row[file] +
                                           ", which the manifest has; prepare the cohort again");
    }
    const Row& prepared = found->second;
    ContactCase item{.patient = row[patient],
                     .label = row[label],
                     .details = {},
                     .map = row[file],
                     .screen_thumbnail = screen_thumbnail_name(row[file]),
                     .map_thumbnail = map_thumbnail_name(row[file]),
                     .flags = split_flags(prepared[flags]),
                     .notes = value(preparation, prepared, "notes")};
    append(item.details, value(manifest, row, "view"));
    append(item.details, value(manifest, row, "state"));
    append(item.details, value(preparation, prepared, "colour_scale"));
    sheet.cases.push_back(std::move(item));
  }
  return sheet;
}

void write_contact_sheet(const fs::path& prepared_folder, size_t refused) {
  write_file(prepared_folder / kContactSheetName,
             contact_sheet(read_contact_sheet(prepared_folder, refused)));
}

}  // namespace myolens
