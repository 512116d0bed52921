// How several classifiers' answers become one. Thread-safe (values only).
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace myolens {

enum class CombinationRule {
  kMean,      // the mean of the members' probabilities
  kWeighted,  // their mean with a weight each
  kStacked    // a logistic regression on the members' logits (Wolpert, Neural Networks 1992;5:241)
};

inline constexpr std::array<CombinationRule, 3> kCombinationRules{
    CombinationRule::kMean, CombinationRule::kWeighted, CombinationRule::kStacked};

// "mean", "weighted", "stacked".
std::string_view name_of(CombinationRule rule);

// Errors: kInvalidArgument with the nearest name.
CombinationRule find_combination_rule(std::string_view name);

struct Combination {
  CombinationRule rule = CombinationRule::kMean;
  // One per member, none below zero. Of the mean and the weighted mean they sum to 1; of stacking
  // they are the coefficients of the logits.
  std::vector<double> weights{};
  double intercept = 0;    // of stacking
  double temperature = 1;  // divides the combined logit; in kCombinationTemperatures
};

struct CombinationTemperatures {
  double lowest = 0.01;
  double highest = 100;
};
inline constexpr CombinationTemperatures kCombinationTemperatures;

// Each member has the same say.
Combination mean_of(size_t members);

// Errors of the following: kInvalidArgument (not one weight per member, weights below zero or that
// do not sum to 1 where they should, a temperature out of range, values that are not finite).
void validate(const Combination& combination);

// `logits` are the members' calibrated ones: of the positive class less the other, over the
// member's own temperature. The result is calibrated too.
double combined_logit(const Combination& combination, std::span<const double> logits);

// The derivative of the combined logit by each of the members'. Stacking is linear, so that the
// combined logit is the intercept and this times the logits; of the means it is what a small change
// of a member does.
std::vector<double> combined_gradient(const Combination& combination,
                                      std::span<const double> logits);

}  // namespace myolens
