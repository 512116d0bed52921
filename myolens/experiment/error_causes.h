// What synthetic patients on whom a model errs have in common.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "myolens/experiment/evaluation.h"
#include "myolens/experiment/phantom_truth.h"
#include "myolens/experiment/prepared_cohort.h"
#include "myolens/metrics/intervals.h"

namespace myolens {

// A case may have several mimics or vessels and then counts under each; "none" without any.
struct ErrorGroup {
  std::string cause;  // "mimic", "stenosed vessel", "severity", "sex"
  std::string value;
  Proportion missed;        // of the positive cases, called negative
  Proportion false_alarms;  // of the negative cases, called positive
};

// In the order of causes, values by name. `entries` are the cases' in the cohort. Errors: as
// PhantomTruth::of.
std::vector<ErrorGroup> errors_by_cause(const Evaluation& evaluation, const PreparedCohort& cohort,
                                        std::span<const size_t> entries, const PhantomTruth& truth);

}  // namespace myolens
