#include "myolens/metrics/calibration.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "myolens/base/error.h"
#include "myolens/base/number_text.h"

namespace myolens {
namespace {

constexpr int kBisections = 100;  // of [1 / 20, 20]: ends at neighbouring doubles

// Logit of the true class minus that of the other.
std::vector<double> margins_of(std::span<const double> logit_differences,
                               std::span<const int> truths) {
  if (logit_differences.empty() || logit_differences.size() != truths.size()) {
    throw Error(ErrorCode::kInvalidArgument,
                "expected a truth for every logit and at least one, got " +
                    std::to_string(logit_differences.size()) + " logits and " +
                    std::to_string(truths.size()) + " truths");
  }
  std::vector<double> margins;
  for (size_t i = 0; i < truths.size(); ++i) {
    if (!std::isfinite(logit_differences[i]) || (truths[i] != 0 && truths[i] != 1)) {
      throw Error(ErrorCode::kInvalidArgument,
                  "expected a finite logit difference and a truth of 0 or 1, got " +
                      exact_text(logit_differences[i]) + " and " + std::to_string(truths[i]));
    }
    margins.push_back(truths[i] == 1 ? logit_differences[i] : -logit_differences[i]);
  }
  return margins;
}

// Derivative of the cross-entropy by 1 / T. It rises with 1 / T: the cross-entropy is convex there.
double slope(const std::vector<double>& margins, double inverse_temperature) {
  double sum = 0;
  for (const double margin : margins) {
    sum -= margin / (1 + std::exp(margin * inverse_temperature));
  }
  return sum;
}

}  // namespace

TemperatureFit fit_temperature(std::span<const double> logit_differences,
                               std::span<const int> truths) {
  const std::vector<double> margins = margins_of(logit_differences, truths);
  if (std::ranges::all_of(margins, [](double margin) { return margin == 0; })) return {};
  double low = 1 / kTemperatures.highest;
  double high = 1 / kTemperatures.lowest;
  if (slope(margins, high) <= 0) return {kTemperatures.lowest, true};
  if (slope(margins, low) >= 0) return {kTemperatures.highest, true};
  for (int i = 0; i < kBisections; ++i) {
    const double middle = (low + high) / 2;
    (slope(margins, middle) < 0 ? low : high) = middle;
  }
  return {2 / (low + high), false};
}

}  // namespace myolens
