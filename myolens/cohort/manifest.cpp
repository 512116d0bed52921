#include "myolens/cohort/manifest.h"

#include <utility>

#include "myolens/base/csv.h"
#include "myolens/base/file.h"
#include "myolens/cohort/checks.h"
#include "myolens/cohort/sources.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kMarkerText =
    "The pictures in this folder are synthetic: drawn by a computer, of nobody.\n"
    "Research use only, not a medical device.\n";

// The marker may stand one folder higher, beside the manifest of all screens.
bool is_synthetic(const fs::path& folder) {
  std::error_code error;
  return fs::exists(folder / kSyntheticMarker, error) ||
         fs::exists(folder.parent_path() / kSyntheticMarker, error);
}

}  // namespace

std::string CohortEntry::attribute(const std::string& column) const {
  const auto found = attributes.find(column);
  return found == attributes.end() ? "" : found->second;
}

CohortReading scan_cohort(const fs::path& input, const ReadOptions& options) {
  CohortReading reading = read_cohort_source(input, options.label_use);
  check_cohort(reading, options);
  reading.cohort.synthetic = is_synthetic(reading.cohort.folder);
  return reading;
}

Cohort read_cohort(const fs::path& input, const ReadOptions& options) {
  CohortReading reading = scan_cohort(input, options);
  reading.problems.throw_if_any(reading.origin);
  return std::move(reading.cohort);
}

void write_cohort(const fs::path& folder, const Cohort& cohort) {
  Table table;
  table.columns = {"patient", "file", "label"};
  table.columns.insert(table.columns.end(), cohort.attribute_columns.begin(),
                       cohort.attribute_columns.end());
  for (const CohortEntry& entry : cohort.entries) {
    std::vector<std::string> row{entry.patient, path_within(entry.file, fs::absolute(folder)),
                                 entry.label};
    for (const std::string& column : cohort.attribute_columns) {
      row.push_back(entry.attributes.at(column));
    }
    table.rows.push_back(std::move(row));
  }
  write_file(folder / kManifestName, format_table(table));
  if (cohort.synthetic) write_file(folder / kSyntheticMarker, kMarkerText);
}

std::string path_within(const fs::path& file, const fs::path& folder) {
  const fs::path relative = file.lexically_relative(folder);
  const bool inside = !relative.empty() && *relative.begin() != "..";
  return inside ? relative.string() : file.string();
}

std::map<std::string, std::string> patient_labels(const Cohort& cohort) {
  std::map<std::string, std::string> labels;
  for (const CohortEntry& entry : cohort.entries) labels.emplace(entry.patient, entry.label);
  return labels;
}

}  // namespace myolens
