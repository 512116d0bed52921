#include "myolens/metrics/resampled_test.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "myolens/base/error.h"
#include "myolens/base/number_text.h"
#include "myolens/metrics/student_t.h"

namespace myolens {
namespace {

constexpr double kNegligibleSpread = 1e-12;  // rounding of differences between rates

void check(std::span<const double> values, double test_per_training) {
  if (values.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "expected the score of at least one run, got none");
  }
  for (const double value : values) {
    if (!std::isfinite(value)) {
      throw Error(ErrorCode::kInvalidArgument,
                  "expected a finite score of every run, got " + exact_text(value));
    }
  }
  if (!(test_per_training > 0) || std::isinf(test_per_training)) {
    throw Error(ErrorCode::kInvalidArgument,
                "expected more than 0 test patients per training "
                "patient, got " +
                    exact_text(test_per_training));
  }
}

}  // namespace

ResampledMean corrected_resampled_test(std::span<const double> values, double test_per_training) {
  check(values, test_per_training);
  const auto runs = static_cast<double>(values.size());
  ResampledMean result{.runs = static_cast<int>(values.size()),
                       .mean = std::accumulate(values.begin(), values.end(), 0.0) / runs};
  if (values.size() == 1) return result;
  const auto [smallest, largest] = std::ranges::minmax(values);
  if (largest - smallest <= kNegligibleSpread) {
    result.standard_deviation = 0;
    result.standard_error = 0;
    return result;
  }
  double squares = 0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  const double error = std::sqrt((1 / runs + test_per_training) * squares / (runs - 1));
  const int degrees = result.runs - 1;
  const double half_width = student_t_quantile95(degrees) * error;
  result.standard_deviation = std::sqrt(squares / (runs - 1));
  result.standard_error = error;
  result.interval = {result.mean - half_width, result.mean + half_width};
  result.t = result.mean / error;
  result.p_value = two_sided_p({*result.t, degrees});
  return result;
}

}  // namespace myolens
