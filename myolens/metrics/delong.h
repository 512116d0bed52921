// The building blocks of DeLong's nonparametric theory of ROC areas (DeLong, DeLong,
// Clarke-Pearson, Biometrics 1988;44:837), computed with midranks (Sun, Xu, IEEE Signal Process
// Lett 2014;21:1389).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "myolens/metrics/scored_case.h"

namespace myolens {

// For each case, in the order of the cases: how many cases of the other class it is ranked right
// against, ties counting half. Whole and half numbers, so sums are exact in any order.
struct Placements {
  std::vector<double> positives;
  std::vector<double> negatives;

  double auc() const;
};

// Nothing when a class is empty. Takes checked cases (check_cases).
std::optional<Placements> placements(std::span<const ScoredCase> cases);

// Estimated covariance of the two areas; of one with itself: its variance. The cases stand in the
// same order in both. Nothing when a class has fewer than two cases.
std::optional<double> delong_covariance(const Placements& first, const Placements& second);

// A variance below this is rounding: one tied pair among 10^4 x 10^4 gives 2.5e-17.
inline constexpr double kNegligibleVariance = 1e-18;

}  // namespace myolens
