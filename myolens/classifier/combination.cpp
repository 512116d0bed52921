#include "myolens/classifier/combination.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "myolens/base/error.h"
#include "myolens/metrics/logistic.h"

namespace myolens {
namespace {

constexpr std::array<std::string_view, kCombinationRules.size()> kNames{"mean", "weighted",
                                                                        "stacked"};
constexpr double kSumTolerance = 1e-9;

void require(bool holds, const char* message) {
  if (!holds) throw Error(ErrorCode::kInvalidArgument, message);
}

void check(const Combination& combination, std::span<const double> logits) {
  validate(combination);
  require(logits.size() == combination.weights.size(),
          "a combination needs one logit for each of its members");
  require(std::ranges::all_of(logits, [](double logit) { return std::isfinite(logit); }),
          "a combination needs finite logits");
}

// log of the sum of weight times exp(term), without overflow.
double log_sum(std::span<const double> weights, const std::vector<double>& terms) {
  const double largest = *std::ranges::max_element(terms);
  double sum = 0;
  for (size_t i = 0; i < terms.size(); ++i) sum += weights[i] * std::exp(terms[i] - largest);
  return largest + std::log(sum);
}

// The logarithm of the members' mean probability of one class, and of each member's.
struct LogMixture {
  std::vector<double> members;
  double mean = 0;
};

LogMixture log_mixture(std::span<const double> weights, std::span<const double> logits,
                       double sign) {
  LogMixture result;
  for (size_t i = 0; i < logits.size(); ++i) {
    // A member without a say must not set the scale that the others are summed on.
    result.members.push_back(weights[i] > 0 ? -softplus(-sign * logits[i]) : -INFINITY);
  }
  result.mean = log_sum(weights, result.members);
  return result;
}

}  // namespace

std::string_view name_of(CombinationRule rule) { return kNames.at(static_cast<size_t>(rule)); }

CombinationRule find_combination_rule(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) {
    throw Error(ErrorCode::kInvalidArgument,
                "unknown rule \"" + std::string(name) + "\"" +
                    nearest_name_hint(name, {kNames.begin(), kNames.end()}));
  }
  return kCombinationRules[static_cast<size_t>(found - kNames.begin())];
}

Combination mean_of(size_t members) {
  require(members > 0, "a combination needs a member");
  Combination combination;
  combination.weights.assign(members, 1.0 / static_cast<double>(members));
  return combination;
}

void validate(const Combination& combination) {
  const std::vector<double>& weights = combination.weights;
  require(!weights.empty(), "a combination needs a member");
  require(std::ranges::all_of(weights,
                              [](double weight) { return std::isfinite(weight) && weight >= 0; }),
          "the weights of a combination are finite and not below zero");
  require(std::isfinite(combination.intercept), "the intercept of a combination is finite");
  if (combination.rule != CombinationRule::kStacked) {
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    require(std::abs(sum - 1) <= kSumTolerance, "the weights of a mean sum to 1");
  }
  require(combination.temperature >= kCombinationTemperatures.lowest &&
              combination.temperature <= kCombinationTemperatures.highest,
          "a temperature in [0.01, 100] is needed");
}

double combined_logit(const Combination& combination, std::span<const double> logits) {
  check(combination, logits);
  const std::vector<double>& weights = combination.weights;
  if (combination.rule == CombinationRule::kStacked) {
    return std::inner_product(logits.begin(), logits.end(), weights.begin(),
                              combination.intercept) /
           combination.temperature;
  }
  return (log_mixture(weights, logits, 1).mean - log_mixture(weights, logits, -1).mean) /
         combination.temperature;
}

// Of the mean P of probabilities p with the weights w: w p (1 - p) / (P (1 - P)).
std::vector<double> combined_gradient(const Combination& combination,
                                      std::span<const double> logits) {
  check(combination, logits);
  std::vector<double> gradient = combination.weights;
  if (combination.rule != CombinationRule::kStacked) {
    const LogMixture positive = log_mixture(combination.weights, logits, 1);
    const LogMixture negative = log_mixture(combination.weights, logits, -1);
    for (size_t i = 0; i < gradient.size(); ++i) {
      if (gradient[i] == 0) continue;
      gradient[i] *=
          std::exp(positive.members[i] + negative.members[i] - positive.mean - negative.mean);
    }
  }
  for (double& value : gradient) value /= combination.temperature;
  return gradient;
}

}  // namespace myolens
