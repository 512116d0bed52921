// Everything that is said about a classifier on one set of cases: counts, the rates that follow
// from them in both readings, and the quality of its scores, each with its interval.
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
  Estimate negative_predictive_value = {};
  Estimate f1 = {};
  Estimate balanced_accuracy = {};
  Estimate matthews_correlation = {};
  Estimate auc = {};
};

struct ClassificationSummary {
  Confusion confusion;
  double threshold = 0;   // called positive: score >= threshold
  int patients = 0;       // fewer than the cases when a patient has several pictures
  uint64_t seed = 0;      // of the bootstrap
  MetricSet binary = {};  // of the positive class
  // Mean over both classes. Accuracy, balanced accuracy (which is also macro sensitivity and macro
  // specificity), correlation and AUC are the same in both readings; macro NPV is macro precision.
  MetricSet macro = {};
  Estimate average_precision = {};  // of the positive class
  Estimate brier_score = {};        // without value for scores that are no probabilities
  std::optional<double> majority_accuracy = {};  // of always calling the more frequent class
};

enum class ScoreKind { kProbability, kOther };

// Rates: Wilson. Balanced accuracy: mean_proportion_estimate. AUC: auc_estimate. The rest:
// bootstrap_estimate. Measures that the cases do not define stay without value. Intervals take the
// cases for independent: with several pictures of a patient they are too narrow.
// Errors: as check_cases, for probabilities as check_probabilities; as check_threshold.
ClassificationSummary summarise(std::span<const ScoredCase> cases, double threshold, uint64_t seed,
                                const ClassNames& classes = {},
                                ScoreKind kind = ScoreKind::kProbability);

// The parts of a summary that other tables need too.
Confusion count_calls(std::span<const ScoredCase> cases, double threshold,
                      const ClassNames& classes);
int count_patients(std::span<const ScoredCase> cases);
// Errors: kInvalidArgument for a threshold that is not finite.
void check_threshold(double threshold);

}  // namespace myolens
