// The receiver operating characteristic: what sensitivity costs in false alarms at every threshold.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "myolens/metrics/scored_case.h"

namespace myolens {

// A case is called positive when its score is at least `threshold`.
struct RocPoint {
  double threshold = 0;  // +infinity at the first point
  double false_positive_rate = 0;
  double sensitivity = 0;
};

// From (0, 0) to (1, 1), one point per distinct score, thresholds falling. Nothing when a class is
// empty. Errors: as check_cases.
std::optional<std::vector<RocPoint>> roc_points(std::span<const ScoredCase> cases);

// Area under these points by trapezoids: the Mann-Whitney statistic, the share of (positive,
// negative) pairs in which the positive case scores higher, ties counting half. Nothing when a
// class is empty. Errors: as check_cases.
std::optional<double> area_under_roc(std::span<const ScoredCase> cases);

}  // namespace myolens
