#include "myolens/metrics/intervals.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "myolens/base/error.h"
#include "myolens/metrics/delong.h"

namespace myolens {

namespace {

constexpr double kZ = kNormalQuantile95;
constexpr int kBisections = 60;  // halves [0, 1] below the resolution of a double near 1

// Variance of an area by Hanley and McNeil with both class sizes replaced by their mean in the
// correction terms.
double newcombe_variance(double auc, ClassSizes sizes) {
  const double mean_size_less_one = (sizes.positives + sizes.negatives) / 2.0 - 1;
  const double correction = (1 - auc) / (2 - auc) + auc / (1 + auc);
  return auc * (1 - auc) * (1 + mean_size_less_one * correction) /
         (static_cast<double>(sizes.positives) * sizes.negatives);
}

double newcombe_lower(double auc, ClassSizes sizes) {
  double low = 0;
  double high = auc;
  for (int i = 0; i < kBisections; ++i) {
    const double middle = (low + high) / 2;
    const double distance = auc - middle;
    const bool excluded = distance * distance > kZ * kZ * newcombe_variance(middle, sizes);
    (excluded ? low : high) = middle;
  }
  return low;
}

Interval logit_interval(double value, double variance) {
  const double centre = std::log(value / (1 - value));
  const double half_width = kZ * std::sqrt(variance) / (value * (1 - value));
  const auto logistic = [](double x) { return 1 / (1 + std::exp(-x)); };
  return {logistic(centre - half_width), logistic(centre + half_width)};
}

}  // namespace

std::string_view interval_method_name(IntervalMethod method) {
  switch (method) {
    case IntervalMethod::kNone:
      return "none";
    case IntervalMethod::kWilson:
      return "Wilson";
    case IntervalMethod::kDeLongLogit:
      return "DeLong, logit scale";
    case IntervalMethod::kNewcombe5:
      return "Newcombe 2006, method 5";
    case IntervalMethod::kMover:
      return "MOVER of two Wilson intervals";
    case IntervalMethod::kBootstrap:
      return "bootstrap, stratified, percentile";
    case IntervalMethod::kLogit:
      return "logit method of Mercaldo, Lau and Zhou 2007";
  }
  throw Error(ErrorCode::kInternal, "unknown interval method");
}

Estimate proportion_estimate(Proportion proportion) {
  if (proportion.count < 0 || proportion.count > proportion.total) {
    throw Error(ErrorCode::kInvalidArgument, "expected 0 <= count <= total, got " +
                                                 std::to_string(proportion.count) + " of " +
                                                 std::to_string(proportion.total));
  }
  if (proportion.total == 0) return {};
  const double n = proportion.total;
  const double p = proportion.count / n;
  const double centre = (p + kZ * kZ / (2 * n)) / (1 + kZ * kZ / n);
  const double half_width =
      kZ * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n)) / (1 + kZ * kZ / n);
  // At 0 and n the exact limits are 0 and 1; rounding must not step over them.
  const Interval interval{proportion.count == 0 ? 0 : centre - half_width,
                          proportion.count == proportion.total ? 1 : centre + half_width};
  return {.value = p, .interval = interval, .method = IntervalMethod::kWilson};
}

Estimate mean_proportion_estimate(Proportion first, Proportion second) {
  const Estimate one = proportion_estimate(first);
  const Estimate other = proportion_estimate(second);
  if (!one.value || !other.value) return {};
  const double mean = (*one.value + *other.value) / 2;
  const double below =
      std::hypot(*one.value - one.interval->low, *other.value - other.interval->low);
  const double above =
      std::hypot(one.interval->high - *one.value, other.interval->high - *other.value);
  return {.value = mean,
          .interval = Interval{mean - below / 2, mean + above / 2},
          .method = IntervalMethod::kMover};
}

Interval newcombe_interval(double auc, ClassSizes sizes) {
  if (!(auc >= 0 && auc <= 1)) {
    throw Error(ErrorCode::kInvalidArgument,
                "expected an area in [0, 1], got " + std::to_string(auc));
  }
  if (sizes.positives < 1 || sizes.negatives < 1) {
    throw Error(ErrorCode::kInvalidArgument, "expected cases of both classes, got " +
                                                 std::to_string(sizes.positives) + " and " +
                                                 std::to_string(sizes.negatives));
  }
  return {newcombe_lower(auc, sizes), 1 - newcombe_lower(1 - auc, sizes)};
}

Estimate auc_estimate(std::span<const ScoredCase> cases) {
  check_cases(cases);
  const std::optional<Placements> placed = placements(cases);
  if (!placed) return {};
  const double auc = placed->auc();
  const double variance = delong_covariance(*placed, *placed).value_or(0);
  if (variance < kNegligibleVariance || auc > kNewcombeAbove || auc < 1 - kNewcombeAbove) {
    return {.value = auc,
            .interval = newcombe_interval(auc, class_sizes(cases)),
            .method = IntervalMethod::kNewcombe5};
  }
  return {.value = auc,
          .interval = logit_interval(auc, variance),
          .method = IntervalMethod::kDeLongLogit};
}

}  // namespace myolens
