#include "myolens/metrics/mean_interval.h"

#include <cmath>
#include <numeric>

#include "myolens/metrics/student_t.h"

namespace myolens {

std::optional<MeanEstimate> mean_estimate(std::span<const double> values) {
  if (values.empty()) return {};
  const auto count = static_cast<double>(values.size());
  MeanEstimate result{std::accumulate(values.begin(), values.end(), 0.0) / count, {}};
  if (values.size() < 2) return result;
  double squares = 0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  const double half = student_t_quantile95(static_cast<int>(values.size()) - 1) *
                      std::sqrt(squares / (count - 1) / count);
  result.interval = {result.mean - half, result.mean + half};
  return result;
}

}  // namespace myolens
