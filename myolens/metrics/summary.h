// Everything that is said about a classifier on one set of cases: counts, and the six measures of
// the paper in both readings, each with its interval.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "myolens/metrics/confusion.h"
#include "myolens/metrics/intervals.h"
#include "myolens/metrics/scored_case.h"

namespace myolens {

struct MetricSet {
  Estimate accuracy = {};
  Estimate sensitivity = {};
  Estimate specificity = {};
  Estimate precision = {};
  Estimate f1 = {};
  Estimate auc = {};
};

struct ClassificationSummary {
  Confusion confusion;
  double threshold = 0;   // called positive: score >= threshold
  int patients = 0;       // fewer than the cases when a patient has several pictures
  uint64_t seed = 0;      // of the bootstrap
  MetricSet binary = {};  // of the positive class
  MetricSet macro = {};   // mean over both classes; accuracy and AUC are the same in both readings
  std::optional<double> majority_accuracy = {};  // of always calling the more frequent class
};

// Rates: Wilson. AUC: auc_estimate. F1 and macro rates: bootstrap. Measures that the cases do not
// define stay without value. Intervals take the cases for independent: with several pictures of a
// patient they are too narrow. Errors: as check_cases; kInvalidArgument for a threshold that is not
// finite.
ClassificationSummary summarise(std::span<const ScoredCase> cases, double threshold, uint64_t seed,
                                const ClassNames& classes = {});

}  // namespace myolens
