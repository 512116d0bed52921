#include "myolens/metrics/brier.h"

namespace myolens {

std::optional<double> brier_score(std::span<const ScoreGroup> groups) {
  const ClassSizes sizes = class_sizes(groups);
  if (sizes.positives + sizes.negatives == 0) return std::nullopt;
  double sum = 0;
  for (const ScoreGroup& group : groups) {
    sum += group.positives * (1 - group.score) * (1 - group.score) +
           group.negatives * group.score * group.score;
  }
  return sum / (sizes.positives + sizes.negatives);
}

std::optional<double> brier_score(std::span<const ScoredCase> cases) {
  check_probabilities(cases);
  return brier_score(grouped_by_score(cases));
}

}  // namespace myolens
