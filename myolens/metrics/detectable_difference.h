// How small a difference between two models a test set could show at all.
#pragma once

#include <optional>

namespace myolens {

inline constexpr double kPower = 0.8;  // the chance to find a true difference

struct PairedComparison {
  int cases = 0;        // judged by both models
  double alpha = 0.05;  // two-sided level; the strictest one under Holm is 0.05 / comparisons
};

struct DetectableAccuracy {
  int discordant_cases = 0;        // fewest with p < alpha when all of them favour one model
  double observed_difference = 0;  // these as a share of the cases
  double true_difference = 0;      // smallest that is found with kPower
};

// By McNemar's exact test in the case that favours it most: every case on which the models differ
// is won by the better one, so that their number is Binomial(cases, true difference). With cases
// lost on the other side, more is needed. Nothing when even `cases` wins are too few.
// Errors: kInvalidArgument for negative cases or alpha outside (0, 1).
std::optional<DetectableAccuracy> detectable_accuracy(PairedComparison comparison);

struct AucDifferenceError {
  double standard_error = 0;  // of the difference of two paired areas
  double alpha = 0.05;        // two-sided
};

// Smallest true difference of two areas that is found with kPower, by the normal approximation:
// (z of 1 - alpha/2 + z of kPower) standard errors. Errors: kInvalidArgument for a standard error
// that is not finite and at least 0, or alpha outside (0, 1).
double detectable_auc_difference(AucDifferenceError error);

}  // namespace myolens
