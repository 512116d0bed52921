// 95 % confidence intervals, each by a named method chosen for small test sets.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "myolens/metrics/scored_case.h"

namespace myolens {

inline constexpr double kNormalQuantile95 = 1.959963984540054;  // two-sided

struct Interval {
  double low = 0;
  double high = 0;
};

enum class IntervalMethod { kNone, kWilson, kDeLongLogit, kNewcombe5, kMover, kBootstrap, kLogit };
std::string_view interval_method_name(IntervalMethod method);

struct Estimate {
  std::optional<double> value = {};       // nothing: undefined
  std::optional<Interval> interval = {};  // nothing: undefined or degenerate
  IntervalMethod method = IntervalMethod::kNone;
  bool degenerate = false;  // resampling cannot move the value: a bootstrap interval means nothing
};

struct Proportion {
  int count = 0;
  int total = 0;
};

// Wilson's score interval (JASA 1927;22:209). An estimate without value when the total is 0.
// Errors: kInvalidArgument unless 0 <= count <= total.
Estimate proportion_estimate(Proportion proportion);

// The mean of two independent proportions, such as sensitivity and specificity, with the limits
// that their Wilson intervals give by the method of variance estimates recovery (Zou and Donner,
// Stat Med 2008;27:1693). Without value when a total is 0. Errors: as proportion_estimate.
Estimate mean_proportion_estimate(Proportion first, Proportion second);

// Newcombe's method 5 for the area under a ROC curve (Stat Med 2006;25:559): the areas whose
// Hanley-McNeil variance, both class sizes averaged, does not exclude the observed one. Valid at 0
// and 1 too. Errors: kInvalidArgument for an area outside [0, 1] or an empty class.
Interval newcombe_interval(double auc, ClassSizes sizes);

inline constexpr double kNewcombeAbove = 0.95;

// DeLong's variance on the logit scale. Newcombe's method 5 takes over above kNewcombeAbove, below
// its mirror image, and where DeLong's variance is 0 or unknown (a class of one case). Without
// value when a class is empty. Errors: as check_cases.
Estimate auc_estimate(std::span<const ScoredCase> cases);

}  // namespace myolens
