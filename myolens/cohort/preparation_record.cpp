#include "myolens/cohort/preparation_record.h"

#include <nlohmann/json.hpp>

#include "myolens/base/csv.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/json_fault.h"
#include "myolens/base/notice.h"
#include "myolens/base/number_text.h"

namespace myolens {
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
namespace {

constexpr int kPixelDecimals = 3;
constexpr int kFormatVersion = 1;
constexpr size_t kRecordLimitBytes = 1 << 20;

std::string number(double value) { return fixed_text(value, kPixelDecimals); }

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += kBetweenFlags;
    text += word;
  }
  return text;
}

void require(const fs::path& file) {
  if (fs::exists(file)) return;
  throw Error(ErrorCode::kInvalidArgument,
              file.parent_path().string() + " holds no " + file.filename().string() +
                  "; run `myolens prepare` on the screens and give its result");
}

std::string thumbnail_name(const fs::path& picture, const char* ending) {
  return "thumbnails/" + picture.stem().string() + ending;
}

}  // namespace

std::string screen_thumbnail_name(const fs::path& picture) {
  return thumbnail_name(picture, "_screen.jpg");
}

std::string map_thumbnail_name(const fs::path& picture) {
  return thumbnail_name(picture, "_map.jpg");
}

void write_prepared_screens(const fs::path& folder, std::span<const PreparedScreen> screens) {
  Table table;
  table.columns = {"file",          "source_sha256", "screen_centre_x", "screen_centre_y",
                   "screen_radius", "centre_x",      "centre_y",        "radius",
                   "side",          "colour_scale",  "flags",           "notes"};
  for (const PreparedScreen& screen : screens) {
    table.rows.push_back({screen.name, screen.source_sha256, number(screen.disc_on_screen.centre_x),
                          number(screen.disc_on_screen.centre_y),
                          number(screen.disc_on_screen.radius), number(screen.disc.centre_x),
                          number(screen.disc.centre_y), number(screen.disc.radius),
                          std::to_string(screen.side), screen.colour_scale, joined(screen.flags),
                          joined(screen.notes)});
  }
  write_file(folder / kPreparationName, format_table(table));
}

std::vector<PreparedScreen> read_prepared_screens(const fs::path& folder) {
  const fs::path file = folder / kPreparationName;
  require(file);
  const std::string origin = file.string();
  const Table table = read_table(file);
  const size_t name = table.column("file", origin);
  const size_t x = table.column("centre_x", origin);
  const size_t y = table.column("centre_y", origin);
  const size_t radius = table.column("radius", origin);
  const size_t scale = table.column("colour_scale", origin);
  std::vector<PreparedScreen> screens;
  for (const auto& row : table.rows) {
    PreparedScreen screen;
    screen.name = row[name];
    screen.disc = {parse_number(row[x], origin), parse_number(row[y], origin),
                   parse_number(row[radius], origin)};
    screen.colour_scale = row[scale];
    screens.push_back(std::move(screen));
  }
  return screens;
}

void write_preparation_record(const fs::path& folder, const PreparationRecord& record) {
  const Json json = {{"notice", kNotice},
                     {"format_version", kFormatVersion},
                     {"program_version", MYOLENS_VERSION},
                     {"uptake", record.colours.uptake},
                     {"colour_scale", record.colours.colour_scale},
                     {"positive_label", record.positive_label},
                     {"images", record.images},
                     {"refused", record.refused},
                     {"pseudonyms", record.pseudonyms},
                     {"synthetic", record.synthetic},
                     {"reference_standard", record.reference_standard}};
  write_file(folder / kPreparationRecordName, json.dump(2) + "\n");
}

PreparationRecord read_preparation_record(const fs::path& folder) {
  const fs::path file = folder / kPreparationRecordName;
  require(file);
  try {
    const Json json = Json::parse(read_text_file(file, kRecordLimitBytes));
    if (json.at("format_version") != kFormatVersion) {
      throw Error(ErrorCode::kBadFormat, file.string() +
                                             " is of another version of this program; "
                                             "prepare the screens again");
    }
    return {{json.at("uptake").get<bool>(), json.at("colour_scale").get<std::string>()},
            json.at("positive_label").get<std::string>(),
            json.at("images").get<size_t>(),
            json.at("refused").get<size_t>(),
            json.at("pseudonyms").get<bool>(),
            json.at("synthetic").get<bool>(),
            json.value("reference_standard", std::string())};
  } catch (const Json::exception& error) {
    throw Error(ErrorCode::kBadFormat,
                file.string() + " was not written by `myolens prepare`: " + json_fault(error));
  }
}

}  // namespace myolens
