#include "myolens/metrics/roc.h"

#include <algorithm>
#include <limits>

#include "myolens/metrics/delong.h"

namespace myolens {

std::optional<std::vector<RocPoint>> roc_points(std::span<const ScoredCase> cases) {
  check_cases(cases);
  const ClassSizes sizes = class_sizes(cases);
  if (sizes.positives == 0 || sizes.negatives == 0) return std::nullopt;

  std::vector<ScoredCase> sorted(cases.begin(), cases.end());
  std::sort(sorted.begin(), sorted.end(),
            [](const ScoredCase& a, const ScoredCase& b) { return a.score > b.score; });
  std::vector<RocPoint> points{{.threshold = std::numeric_limits<double>::infinity()}};
  int true_positives = 0;
  int false_positives = 0;
  for (size_t i = 0; i < sorted.size(); ++i) {
    ++(sorted[i].truth == 1 ? true_positives : false_positives);
    const bool last_of_its_score = i + 1 == sorted.size() || sorted[i + 1].score < sorted[i].score;
    if (!last_of_its_score) continue;
    points.push_back({sorted[i].score, static_cast<double>(false_positives) / sizes.negatives,
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
