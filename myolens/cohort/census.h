// How many patients and pictures a cohort has of each kind.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "myolens/cohort/manifest.h"

namespace myolens {

struct Count {
  std::string value;  // of the column; empty where it is not known
  std::string label;
  size_t patients = 0;  // a patient is counted under every value that one of the pictures has
  size_t images = 0;
};

struct Census {
  std::string column;
  std::vector<Count> counts;  // sorted by value, then label
};

// By label, then by those of sex, view and state that the cohort has, then by part of the split
// where `parts` (part of each patient) is not empty.
std::vector<Census> take_census(const Cohort& cohort,
                                const std::map<std::string, std::string>& parts);

size_t patient_count(const Cohort& cohort);

}  // namespace myolens
