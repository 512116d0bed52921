// Precision against recall (sensitivity): unlike a ROC curve it moves with the share of positives.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "myolens/metrics/score_groups.h"
#include "myolens/metrics/scored_case.h"

namespace myolens {

// A case is called positive when its score is at least `threshold`.
struct PrecisionRecallPoint {
  double threshold = 0;
  double recall = 0;
  double precision = 0;
};

// One point per distinct score, thresholds falling, the last one with recall 1 and the share of
// positives as precision. No point is made up at recall 0, where precision is undefined. Nothing
// when a class is empty. Errors: as check_cases.
std::optional<std::vector<PrecisionRecallPoint>> precision_recall_points(
    std::span<const ScoredCase> cases);

// Sum over these points of precision times the step in recall, without interpolation, as
// scikit-learn defines it. Of a ranking by chance it is the share of positives. Nothing when a
// class is empty.
std::optional<double> average_precision(std::span<const ScoreGroup> groups);

// Errors: as check_cases.
std::optional<double> average_precision(std::span<const ScoredCase> cases);

}  // namespace myolens
