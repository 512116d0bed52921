// A score, or the difference of two, over repeated splits of the same patients.
#pragma once

#include <optional>
#include <span>

#include "myolens/metrics/intervals.h"

namespace myolens {

struct ResampledMean {
  int runs = 0;
  double mean = 0;
  std::optional<double> standard_deviation = {};  // of the runs, n - 1
  std::optional<double> standard_error = {};      // corrected
  std::optional<Interval> interval = {};          // 95 %
  std::optional<double> t = {};                   // runs - 1 degrees of freedom
  std::optional<double> p_value = {};             // two-sided, against a mean of 0
};

// The corrected resampled t test (Nadeau and Bengio, Machine Learning 2003;52:239). `values` are
// one number per run (repeats x folds), `test_per_training` is the number of test patients over
// that of training patients (0.25 for five folds). Since training sets overlap, the runs are not
// independent and their variance s^2 is taken (1 / runs + test_per_training) times instead of
// 1 / runs times. One run has a mean only; runs that all give the same say nothing about their
// scatter: standard error 0, no interval and no p.
// Errors: kInvalidArgument without values, for one that is not finite, or a ratio that is not
// positive and finite.
ResampledMean corrected_resampled_test(std::span<const double> values, double test_per_training);

}  // namespace myolens
