#include "myolens/metrics/precision_recall.h"

namespace myolens {

std::optional<std::vector<PrecisionRecallPoint>> precision_recall_points(
    std::span<const ScoredCase> cases) {
  check_cases(cases);
  const ClassSizes sizes = class_sizes(cases);
  if (sizes.positives == 0 || sizes.negatives == 0) return std::nullopt;
  std::vector<PrecisionRecallPoint> points;
  int called = 0;
  int right = 0;
  for (const ScoreGroup& group : grouped_by_score(cases)) {
    called += group.positives + group.negatives;
    right += group.positives;
    points.push_back({group.score, static_cast<double>(right) / sizes.positives,
                      static_cast<double>(right) / called});
  }
  return points;
}

std::optional<double> average_precision(std::span<const ScoreGroup> groups) {
  const ClassSizes sizes = class_sizes(groups);
  if (sizes.positives == 0 || sizes.negatives == 0) return std::nullopt;
  int called = 0;
  int right = 0;
  double sum = 0;  // divided at the end: a perfect ranking gives exactly 1
  for (const ScoreGroup& group : groups) {
    called += group.positives + group.negatives;
    right += group.positives;
    if (group.positives > 0) sum += static_cast<double>(group.positives) * right / called;
  }
  return sum / sizes.positives;
}

std::optional<double> average_precision(std::span<const ScoredCase> cases) {
  check_cases(cases);
  return average_precision(grouped_by_score(cases));
}

}  // namespace myolens
