// Patients dealt out to folds of cross-validation.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "myolens/cohort/manifest.h"

namespace myolens {

struct FoldOptions {
  int folds = 5;
  uint64_t seed = 1;
  std::string name;                        // names the random stream
  std::string stratify_attribute = "sex";  // dealt out evenly within each class, where it is known
};

// As many lists as folds, each sorted; every patient of `patients` (sorted) is in one of them.
// Stratified: the folds' numbers of patients differ by at most one within a class and within a
// value of the attribute in it. The same seed and name give the same folds whatever the order of
// the manifest.
// Errors: kInvalidArgument (fewer than two folds), kBadData (a class with fewer patients than
// folds).
std::vector<std::vector<std::string>> make_folds(const Cohort& cohort,
                                                 const std::vector<std::string>& patients,
                                                 const FoldOptions& options);

}  // namespace myolens
