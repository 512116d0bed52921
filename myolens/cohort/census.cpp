#include "myolens/cohort/census.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <utility>

namespace myolens {
namespace {

constexpr std::array<const char*, 3> kCountedColumns{"sex", "view", "state"};

Census count_by(const Cohort& cohort, const std::string& column,
                const std::function<std::string(const CohortEntry&)>& value_of) {
  struct Found {
    std::set<std::string> patients;
    size_t images = 0;
  };
  std::map<std::pair<std::string, std::string>, Found> found;
  for (const CohortEntry& entry : cohort.entries) {
    Found& each = found[{value_of(entry), entry.label}];
    each.patients.insert(entry.patient);
    ++each.images;
  }
  Census census{column, {}};
  for (const auto& [key, each] : found) {
    census.counts.push_back({key.first, key.second, each.patients.size(), each.images});
  }
  return census;
}

}  // namespace

std::vector<Census> take_census(const Cohort& cohort,
                                const std::map<std::string, std::string>& parts) {
  std::vector<Census> all{count_by(cohort, "label", &CohortEntry::label)};
  for (const std::string column : kCountedColumns) {
    if (std::ranges::find(cohort.attribute_columns, column) == cohort.attribute_columns.end()) {
      continue;
    }
    all.push_back(count_by(cohort, column,
                           [&](const CohortEntry& entry) { return entry.attribute(column); }));
  }
  if (!parts.empty()) {
    all.push_back(count_by(cohort, "part", [&](const CohortEntry& entry) {
      const auto part = parts.find(entry.patient);
      return part == parts.end() ? std::string() : part->second;
    }));
  }
  return all;
}

size_t patient_count(const Cohort& cohort) {
  std::set<std::string> patients;
  for (const CohortEntry& entry : cohort.entries) patients.insert(entry.patient);
  return patients.size();
}

}  // namespace myolens
