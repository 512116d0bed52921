#include "myolens/metrics/compare.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "myolens/metrics/delong.h"

namespace myolens {

namespace {

double two_sided_normal_p(double z) { return std::erfc(std::abs(z) / std::numbers::sqrt2); }

// 2 P(X <= smaller) for X ~ Binomial(first + second, 1/2), at most 1; terms in logarithms so that
// large counts do not underflow.
double two_sided_sign_p(int first, int second) {
  const int total = first + second;
  const int smaller = std::min(first, second);
  double log_term = -total * std::numbers::ln2;
  double sum = 0;
  for (int i = 0; i <= smaller; ++i) {
    sum += std::exp(log_term);
    log_term += std::log(static_cast<double>(total - i) / (i + 1));
  }
  return std::min(1.0, 2 * sum);
}

bool is_correct(const ScoredCase& item, double threshold) {
  return (item.score >= threshold) == (item.truth == 1);
}

}  // namespace

std::optional<AucComparison> compare_aucs(std::span<const ScoredCase> first,
                                          std::span<const ScoredCase> second) {
  const std::vector<ScoredCase> joined = joined_by_name(first, second);
  const std::optional<Placements> a = placements(first);
  const std::optional<Placements> b = placements(joined);
  if (!a || !b) return std::nullopt;

  AucComparison result{.sizes = class_sizes(first),
                       .first_auc = a->auc(),
                       .second_auc = b->auc(),
                       .difference = a->auc() - b->auc()};
  const std::optional<double> covariance = delong_covariance(*a, *b);
  if (!covariance) return result;
  const double variance = *delong_covariance(*a, *a) + *delong_covariance(*b, *b) - 2 * *covariance;
  if (variance < kNegligibleVariance) return result;
  const double error = std::sqrt(variance);
  result.standard_error = error;
  result.interval = {std::max(-1.0, result.difference - kNormalQuantile95 * error),
                     std::min(1.0, result.difference + kNormalQuantile95 * error)};
  result.p_value = two_sided_normal_p(result.difference / error);
  return result;
}

McNemarTest mcnemar_test(ThresholdedScores first, ThresholdedScores second) {
  const std::vector<ScoredCase> joined = joined_by_name(first.cases, second.cases);
  McNemarTest result;
  for (size_t i = 0; i < joined.size(); ++i) {
    const bool first_correct = is_correct(first.cases[i], first.threshold);
    const bool second_correct = is_correct(joined[i], second.threshold);
    if (first_correct && !second_correct) ++result.only_first_correct;
    if (second_correct && !first_correct) ++result.only_second_correct;
  }
  result.p_value = two_sided_sign_p(result.only_first_correct, result.only_second_correct);
  return result;
}

}  // namespace myolens
