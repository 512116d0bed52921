// Weights, temperature and threshold of an ensemble, from predictions that its members made of
// patients that they did not train on.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "myolens/classifier/combination.h"
#include "myolens/metrics/scored_case.h"

namespace myolens {

struct EnsembleCase {
  std::string patient;
  std::string file;
  int truth = 0;               // 1 = positive class
  std::vector<double> logits;  // calibrated, one per member, as combined_logit takes them
};

// Of the coefficients of stacking: scikit-learn's LogisticRegression has this penalty by default.
inline constexpr double kStackingPenalty = 1;

// The mean needs nothing but a temperature. The weights of kWeighted, none below zero and with the
// sum 1, give the mean probability the lowest cross-entropy; where several do, they are as even as
// the start. Both means then get a temperature, as the mean of calibrated probabilities is too
// cautious. kStacked is fit_ridge_logistic on the members' logits with coefficients that are not
// below zero (Breiman, Machine Learning 1996;24:49): no member's evidence is turned around; it
// needs no temperature.
// Errors: kInvalidArgument (no cases, another number of logits), kBadData (one class only, where a
// rule has to learn), and of convex_minimum.
Combination fit_combination(CombinationRule rule, std::span<const EnsembleCase> cases);

std::vector<ScoredCase> combined_cases(const Combination& combination,
                                       std::span<const EnsembleCase> cases);

struct CombinationChoice {
  CombinationRule rule = CombinationRule::kMean;
  int folds = 0;  // 0: too few patients of a class to try the rules
  // Mean cross-entropy of each rule, by kCombinationRules, on folds that it was not fitted to;
  // empty without folds.
  std::vector<double> losses{};
};

// The rule with the lowest cross-entropy in cross-validation over the patients of the cases (up to
// kCombinationFolds, stratified by class, dealt out by `seed`); of equal ones the simpler. Errors:
// as fit_combination.
CombinationChoice choose_combination(std::span<const EnsembleCase> cases, uint64_t seed);
inline constexpr size_t kCombinationFolds = 5;

// The choice in words: "chosen by cross-entropy in 5 folds: mean 0.412, weighted 0.409, ...".
std::string described(const CombinationChoice& choice);

}  // namespace myolens
