// Two models (or a model and a baseline) on the same patients.
#pragma once

#include <optional>
#include <span>

#include "myolens/metrics/intervals.h"
#include "myolens/metrics/scored_case.h"

namespace myolens {

struct AucComparison {
  ClassSizes sizes;
  double first_auc = 0;
  double second_auc = 0;
  double difference = 0;                      // first - second
  std::optional<double> standard_error = {};  // of the difference
  std::optional<Interval> interval = {};      // 95 % of the difference, within [-1, 1]
  std::optional<double> p_value = {};         // two-sided, against no difference
};

// DeLong's paired test. Cases are joined by name. Nothing when a class is empty; no interval and no
// p when a class has one case or when both scores rank all pairs alike (no variance to judge by).
// Errors: as joined_by_name.
std::optional<AucComparison> compare_aucs(std::span<const ScoredCase> first,
                                          std::span<const ScoredCase> second);

// Calls of one model: positive where the score is at least the threshold.
struct ThresholdedScores {
  std::span<const ScoredCase> cases;
  double threshold = 0.5;
};

struct McNemarTest {
  int only_first_correct = 0;
  int only_second_correct = 0;
  double p_value = 1;  // two-sided, exact binomial; 1 without discordant cases
};

// McNemar's exact test on which cases each got right. Errors: as joined_by_name.
McNemarTest mcnemar_test(ThresholdedScores first, ThresholdedScores second);

}  // namespace myolens
