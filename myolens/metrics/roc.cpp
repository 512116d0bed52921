#include "myolens/metrics/roc.h"

#include <limits>

#include "myolens/metrics/delong.h"
#include "myolens/metrics/score_groups.h"

namespace myolens {

std::optional<std::vector<RocPoint>> roc_points(std::span<const ScoredCase> cases) {
  check_cases(cases);
  const ClassSizes sizes = class_sizes(cases);
  if (sizes.positives == 0 || sizes.negatives == 0) return std::nullopt;

  std::vector<RocPoint> points{{.threshold = std::numeric_limits<double>::infinity()}};
  int true_positives = 0;
  int false_positives = 0;
  for (const ScoreGroup& group : grouped_by_score(cases)) {
    true_positives += group.positives;
    false_positives += group.negatives;
    points.push_back({group.score, static_cast<double>(false_positives) / sizes.negatives,
                      static_cast<double>(true_positives) / sizes.positives});
  }
  return points;
}

std::optional<double> area_under_roc(std::span<const ScoredCase> cases) {
  check_cases(cases);
  const std::optional<Placements> placed = placements(cases);
  if (!placed) return std::nullopt;
  return placed->auc();
}

}  // namespace myolens
