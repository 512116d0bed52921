#include "myolens/experiment/ensemble_fit.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <ranges>
#include <set>

#include "myolens/base/error.h"
#include "myolens/base/number_text.h"
#include "myolens/base/random.h"
#include "myolens/experiment/convex_minimum.h"
#include "myolens/experiment/ridge_logistic.h"
#include "myolens/metrics/calibration.h"
#include "myolens/metrics/logistic.h"

namespace myolens {
namespace {

using Vector = std::vector<double>;
using Cases = std::span<const EnsembleCase>;

// Keeps the curvature positive definite where members answer alike; moves no minimum.
constexpr double kDamping = 1e-9;

std::vector<int> truths_of(Cases cases) {
  std::vector<int> truths;
  for (const EnsembleCase& one : cases) truths.push_back(one.truth);
  return truths;
}

void check(Cases cases) {
  const bool fits =
      !cases.empty() && !cases[0].logits.empty() &&
      std::ranges::all_of(cases, [&](const EnsembleCase& one) {
        return one.logits.size() == cases[0].logits.size() && (one.truth == 0 || one.truth == 1);
      });
  if (!fits) {
    throw Error(ErrorCode::kInvalidArgument,
                "an ensemble is fitted to cases of class 0 or 1 with a logit of every member");
  }
}

void require_both_classes(Cases cases) {
  const auto truths = truths_of(cases);
  const auto [lowest, highest] = std::ranges::minmax(truths);
  if (lowest == highest)
    throw Error(ErrorCode::kBadData, "the weights of an ensemble need cases of both classes");
}

// Cross-entropy of the members' weighted mean probability, plus the sum of the weights. Since a
// common factor moves the cross-entropy by its logarithm, the sum is 1 at the minimum over all
// weights that are not below zero.
class MixtureLoss final : public ConvexFunction {
 public:
  explicit MixtureLoss(Cases cases) : members_(cases[0].logits.size()) {
    for (const EnsembleCase& one : cases) {
      Vector row;  // log of the probability that each member gives to the truth
      for (const double logit : one.logits) row.push_back(-softplus(one.truth ? -logit : logit));
      // What the best member gives is a constant of the loss, and the scale of the others.
      const double best = *std::ranges::max_element(row);
      for (double& value : row) value = std::exp(value - best);
      shares_.push_back(std::move(row));
    }
  }

  size_t parameters() const override { return members_; }

  double value(const Vector& weights) const override {
    double sum = 0;
    for (const Vector& row : shares_) sum -= std::log(dot(row, weights));
    return sum / count() + std::accumulate(weights.begin(), weights.end(), 0.0);
  }

  Vector gradient(const Vector& weights) const override {
    Vector result(members_, 1.0);
    for (const Vector& row : shares_) {
      const double mean = dot(row, weights);
      for (size_t j = 0; j < members_; ++j) result[j] -= row[j] / mean / count();
    }
    return result;
  }

  Vector curvature(const Vector& weights) const override {
    Vector result(members_ * members_);
    for (size_t j = 0; j < members_; ++j) result[j * members_ + j] = kDamping;
    for (const Vector& row : shares_) {
      const double mean = dot(row, weights);
      for (size_t j = 0; j < members_; ++j) {
        for (size_t k = 0; k <= j; ++k)
          result[j * members_ + k] += row[j] / mean * (row[k] / mean) / count();
      }
    }
    return result;
  }

 private:
  static double dot(const Vector& a, const Vector& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
  }
  double count() const { return static_cast<double>(shares_.size()); }

  size_t members_;
  std::vector<Vector> shares_;
};

Combination weighted(Cases cases) {
  Combination combination = mean_of(cases[0].logits.size());
  combination.rule = CombinationRule::kWeighted;
  combination.weights = convex_minimum(MixtureLoss(cases), combination.weights,
                                       std::vector<bool>(combination.weights.size(), true));
  const double sum = std::accumulate(combination.weights.begin(), combination.weights.end(), 0.0);
  for (double& weight : combination.weights) weight /= sum;
  return combination;
}

Combination stacked(Cases cases) {
  std::vector<Vector> rows;
  for (const EnsembleCase& one : cases) rows.push_back(one.logits);
  const RidgeLogistic fitted =
      fit_ridge_logistic(rows, truths_of(cases), kStackingPenalty, CoefficientSign::kNonNegative);
  Combination combination;
  combination.rule = CombinationRule::kStacked;
  combination.weights = fitted.coefficients;
  combination.intercept = fitted.intercept;
  return combination;
}

void calibrate(Cases cases, Combination& combination) {
  Vector logits;
  for (const EnsembleCase& one : cases) logits.push_back(combined_logit(combination, one.logits));
  // Cases that set no temperature leave the probabilities as they are, as in training.
  const TemperatureFit fitted = fit_temperature(logits, truths_of(cases));
  if (!fitted.at_limit) combination.temperature = fitted.temperature;
}

double loss_sum(const Combination& combination, Cases cases) {
  double sum = 0;
  for (const EnsembleCase& one : cases) {
    const double logit = combined_logit(combination, one.logits);
    sum += softplus(one.truth == 1 ? -logit : logit);
  }
  return sum;
}

// The fold of each patient; empty when a class has too few patients for two.
std::map<std::string, size_t> folds_of(Cases cases, uint64_t seed) {
  std::array<std::set<std::string>, 2> classes;
  for (const EnsembleCase& one : cases) classes[static_cast<size_t>(one.truth)].insert(one.patient);
  const size_t count = std::min({kCombinationFolds, classes[0].size(), classes[1].size()});
  std::map<std::string, size_t> folds;
  if (count < 2) return folds;
  size_t next = 0;
  for (size_t truth = 0; truth < classes.size(); ++truth) {
    std::vector<std::string> patients(classes[truth].begin(), classes[truth].end());
    RandomStream(seed, "ensemble/" + std::to_string(truth)).shuffle(patients);
    for (const std::string& patient : patients) folds[patient] = next++ % count;
  }
  return folds;
}

}  // namespace

Combination fit_combination(CombinationRule rule, Cases cases) {
  check(cases);
  if (rule != CombinationRule::kMean) require_both_classes(cases);
  if (rule == CombinationRule::kStacked) return stacked(cases);
  Combination combination =
      rule == CombinationRule::kWeighted ? weighted(cases) : mean_of(cases[0].logits.size());
  calibrate(cases, combination);
  return combination;
}

std::vector<ScoredCase> combined_cases(const Combination& combination, Cases cases) {
  std::vector<ScoredCase> result;
  for (const EnsembleCase& one : cases) {
    result.push_back(
        {one.patient, one.file, one.truth, logistic(combined_logit(combination, one.logits))});
  }
  return result;
}

CombinationChoice choose_combination(Cases cases, uint64_t seed) {
  check(cases);
  CombinationChoice choice;
  const std::map<std::string, size_t> folds = folds_of(cases, seed);
  if (folds.empty()) return choice;
  choice.folds = 1 + static_cast<int>(std::ranges::max(std::views::values(folds)));
  choice.losses.assign(kCombinationRules.size(), 0.0);
  for (size_t fold = 0; fold < static_cast<size_t>(choice.folds); ++fold) {
    std::vector<EnsembleCase> fitting;
    std::vector<EnsembleCase> judging;
    for (const EnsembleCase& one : cases)
      (folds.at(one.patient) == fold ? judging : fitting).push_back(one);
    for (const CombinationRule rule : kCombinationRules) {
      choice.losses[static_cast<size_t>(rule)] +=
          loss_sum(fit_combination(rule, fitting), judging) / static_cast<double>(cases.size());
    }
  }
  const auto best = std::ranges::min_element(choice.losses);
  choice.rule = kCombinationRules[static_cast<size_t>(best - choice.losses.begin())];
  return choice;
}

std::string described(const CombinationChoice& choice) {
  if (choice.folds == 0)
    return "the mean is taken: too few patients of a class chose to try the other rules on them";
  std::string text = std::string(name_of(choice.rule)) + " is taken for its cross-entropy in " +
                     std::to_string(choice.folds) + " folds of the patients that chose (";
  for (const CombinationRule rule : kCombinationRules) {
    text += (rule == kCombinationRules[0] ? "" : ", ") + std::string(name_of(rule)) + " " +
            fixed_text(choice.losses[static_cast<size_t>(rule)], 4);
  }
  return text + ")";
}

}  // namespace myolens
