#include "myolens/reading/clinical_table.h"

#include <algorithm>

#include "myolens/base/csv.h"
#include "myolens/base/error.h"
#include "myolens/cohort/clinical_columns.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

fs::path normal(const fs::path& file) { return fs::absolute(file).lexically_normal(); }

void check_wanted(const ClinicalEncoding& encoding, const fs::path& path) {
  if (encoding.empty() && !path.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                "this model was trained on pictures alone and reads no clinical values");
  }
  if (!encoding.empty() && path.empty()) {
    std::string columns = "file";
    for (const std::string& name : encoding.names()) columns += ", " + name;
    throw Error(ErrorCode::kInvalidArgument,
                "this model reads clinical values beside the picture; give --clinical FILE.csv "
                "with the columns " +
                    columns);
  }
}

}  // namespace

ClinicalTable::ClinicalTable(const ModelBundle& bundle, const fs::path& path)
    : encoding_(bundle.clinical), name_(path.filename().string()) {
  check_wanted(encoding_, path);
  if (path.empty()) return;
  const Table table = read_table(path);
  const size_t file_column = table.column("file", path.string());
  require_clinical_columns(encoding_, table.columns, path.string());
  for (const auto& row : table.rows) {
    std::string file = row[file_column];
    std::ranges::replace(file, '\\', '/');
    ClinicalValues values;
    for (const std::string& name : encoding_.names())
      values[name] = row[table.column(name, path.string())];
    const bool bare = !fs::path(file).has_parent_path();
    if (bare) by_name_.emplace(file, values);
    if (!by_path_.emplace(normal(path.parent_path() / file), std::move(values)).second)
      throw Error(ErrorCode::kBadData, path.string() + " has two rows for " + file);
  }
}

const ClinicalValues* ClinicalTable::find(const fs::path& picture) const {
  const auto found = by_path_.find(normal(picture));
  if (found != by_path_.end()) return &found->second;
  const auto named = by_name_.find(picture.filename().string());
  return named == by_name_.end() ? nullptr : &named->second;
}

void ClinicalTable::add_to(CaseReading& reading, const fs::path& picture) const {
  if (encoding_.empty()) return;
  const ClinicalValues* values = find(picture);
  if (values) return add_clinical(reading, encoding_, *values);
  reading.clinical = encoding_.encode({}).values;
  reading.refusals.push_back(name_ + " has no row for it");
}

}  // namespace myolens
