#include "myolens/metrics/detectable_difference.h"

#include <cmath>
#include <numbers>
#include <string>

#include "myolens/base/error.h"
#include "myolens/base/number_text.h"

namespace myolens {
namespace {

constexpr int kBisections = 60;      // halves [0, 1] below the resolution of a double near 1
constexpr double kFarthestZ = 38.5;  // beyond, the normal tail is 0 in a double

void check_level(double alpha) {
  if (!(alpha > 0 && alpha < 1)) {
    throw Error(ErrorCode::kInvalidArgument,
                "expected a level alpha in (0, 1), got " + exact_text(alpha));
  }
}

// p = 2 * 2^-k when k discordant cases all favour one model.
int fewest_discordant(double alpha) {
  int count = 1;
  for (double p = 1; p >= alpha; p /= 2) ++count;
  return count;
}

// P(X < count) for X ~ Binomial(trials, probability in (0, 1)); terms in logarithms so that many
// trials do not underflow.
double chance_of_fewer(int count, int trials, double probability) {
  const double log_odds = std::log(probability) - std::log1p(-probability);
  double log_term = trials * std::log1p(-probability);
  double sum = 0;
  for (int i = 0; i < count; ++i) {
    sum += std::exp(log_term);
    log_term += std::log(static_cast<double>(trials - i) / (i + 1)) + log_odds;
  }
  return sum;
}

// The z above which a standard normal lies with this chance.
double upper_normal_quantile(double chance) {
  double low = -kFarthestZ;
  double high = kFarthestZ;
  for (int i = 0; i < kBisections; ++i) {
    const double middle = (low + high) / 2;
    const double above = std::erfc(middle / std::numbers::sqrt2) / 2;
    (above > chance ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

std::optional<DetectableAccuracy> detectable_accuracy(PairedComparison comparison) {
  check_level(comparison.alpha);
  if (comparison.cases < 0) {
    throw Error(ErrorCode::kInvalidArgument,
                "expected a number of cases, got " + std::to_string(comparison.cases));
  }
  const int fewest = fewest_discordant(comparison.alpha);
  if (fewest > comparison.cases) return std::nullopt;
  double low = 0;
  double high = 1;
  for (int i = 0; i < kBisections; ++i) {
    const double middle = (low + high) / 2;
    const bool too_rare = chance_of_fewer(fewest, comparison.cases, middle) > 1 - kPower;
    (too_rare ? low : high) = middle;
  }
  return DetectableAccuracy{fewest, static_cast<double>(fewest) / comparison.cases, high};
}

double detectable_auc_difference(AucDifferenceError error) {
  check_level(error.alpha);
  if (!(error.standard_error >= 0) || std::isinf(error.standard_error)) {
    throw Error(ErrorCode::kInvalidArgument,
                "expected a standard error of at least 0, got " + exact_text(error.standard_error));
  }
  const double distance =
      upper_normal_quantile(error.alpha / 2) + upper_normal_quantile(1 - kPower);
  return distance * error.standard_error;
}

}  // namespace myolens
