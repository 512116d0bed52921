#include "myolens/cohort/strata.h"

#include <algorithm>

namespace myolens {

std::map<std::string, Strata> strata_by_class(const Cohort& cohort, const std::string& attribute) {
  std::map<std::string, std::string> values;
  for (const CohortEntry& entry : cohort.entries) {
    const auto found = entry.attributes.find(attribute);
    if (found == entry.attributes.end()) continue;
    std::string& value = values.try_emplace(entry.patient, found->second).first->second;
    value = std::min(value, found->second);
  }
  std::map<std::string, Strata> classes;
  for (const auto& [patient, label] : patient_labels(cohort)) {
    classes[label][values[patient]].push_back(patient);
  }
  return classes;
}

}  // namespace myolens
