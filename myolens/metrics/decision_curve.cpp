#include "myolens/metrics/decision_curve.h"

namespace myolens {

namespace {

double net_benefit(ClassSizes acted_on, double threshold, size_t cases) {
  const double odds = threshold / (1 - threshold);
  return (acted_on.positives - acted_on.negatives * odds) / static_cast<double>(cases);
}

}  // namespace

std::optional<std::vector<DecisionPoint>> decision_curve(std::span<const ScoredCase> cases) {
  check_probabilities(cases);
  const ClassSizes all = class_sizes(cases);
  if (all.positives == 0 || all.negatives == 0) return std::nullopt;
  std::vector<DecisionPoint> curve;
  for (int i = 1; i <= kDecisionThresholds; ++i) {
    const double threshold = i / 100.0;
    ClassSizes acted_on;
    for (const ScoredCase& item : cases) {
      if (item.score >= threshold) ++(item.truth == 1 ? acted_on.positives : acted_on.negatives);
    }
    curve.push_back({threshold, net_benefit(acted_on, threshold, cases.size()),
                     net_benefit(all, threshold, cases.size())});
  }
  return curve;
}

}  // namespace myolens
