#include "myolens/metrics/rank_correlation.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "myolens/base/error.h"

namespace myolens {
namespace {

std::vector<double> ranks(std::span<const double> values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, [&](size_t a, size_t b) { return values[a] < values[b]; });
  std::vector<double> result(values.size());
  for (size_t first = 0; first < order.size();) {
    size_t end = first + 1;
    while (end < order.size() && values[order[end]] == values[order[first]]) ++end;
    const double mean = static_cast<double>(first + end - 1) / 2;
    for (size_t i = first; i < end; ++i) result[order[i]] = mean;
    first = end;
  }
  return result;
}

}  // namespace

std::optional<double> rank_correlation(std::span<const double> first,
                                       std::span<const double> second) {
  const auto is_number = [](double value) { return !std::isnan(value); };
  if (first.size() != second.size() || first.size() < 2 || !std::ranges::all_of(first, is_number) ||
      !std::ranges::all_of(second, is_number)) {
    throw Error(ErrorCode::kInvalidArgument,
                "a rank correlation needs two lists of equally many numbers, at least two");
  }
  const std::vector<double> a = ranks(first);
  const std::vector<double> b = ranks(second);
  const double mean = static_cast<double>(a.size() - 1) / 2;
  double covariance = 0;
  double spread_a = 0;
  double spread_b = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    covariance += (a[i] - mean) * (b[i] - mean);
    spread_a += (a[i] - mean) * (a[i] - mean);
    spread_b += (b[i] - mean) * (b[i] - mean);
  }
  if (spread_a == 0 || spread_b == 0) return {};
  return covariance / std::sqrt(spread_a * spread_b);
}

}  // namespace myolens
