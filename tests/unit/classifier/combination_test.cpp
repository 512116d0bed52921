#include "myolens/classifier/combination.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::_;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;

double logit(double probability) { return std::log(probability / (1 - probability)); }
double probability(double logit) { return 1 / (1 + std::exp(-logit)); }

Combination weighted(std::vector<double> weights) {
  Combination combination;
  combination.rule = CombinationRule::kWeighted;
  combination.weights = std::move(weights);
  return combination;
}

Combination stacked(std::vector<double> coefficients, double intercept) {
  Combination combination;
  combination.rule = CombinationRule::kStacked;
  combination.weights = std::move(coefficients);
  combination.intercept = intercept;
  return combination;
}

TEST(Combination, IsTheMeanOfKnownProbabilities) {
  const std::vector<double> logits{logit(0.9), logit(0.4), logit(0.2)};
  EXPECT_NEAR(probability(combined_logit(mean_of(3), logits)), 0.5, 1e-15);
  EXPECT_NEAR(probability(combined_logit(weighted({0.5, 0.25, 0.25}), logits)), 0.6, 1e-15);
}

TEST(Combination, OfOneMemberOrOfEqualOnesIsThatMember) {
  EXPECT_NEAR(combined_logit(mean_of(1), std::vector{1.25}), 1.25, 1e-15);
  EXPECT_NEAR(combined_logit(mean_of(3), std::vector{-2.5, -2.5, -2.5}), -2.5, 1e-15);
  EXPECT_NEAR(combined_logit(weighted({0.9, 0.1}), std::vector{3.0, 3.0}), 3.0, 1e-15);
  EXPECT_EQ(combined_logit(stacked({1}, 0), std::vector{0.75}), 0.75);
}

TEST(Combination, SumsLogitsWhereTheyAreStacked) {
  EXPECT_NEAR(combined_logit(stacked({0.5, 2, 0}, -1), std::vector{2.0, 0.25, 100.0}), 0.5, 1e-15);
}

TEST(Combination, DividesTheLogitByItsTemperature) {
  Combination combination = mean_of(2);
  combination.temperature = 4;
  EXPECT_NEAR(combined_logit(combination, std::vector{2.0, 2.0}), 0.5, 1e-15);
}

// exp(-2000) is no double: the mean of probabilities 1 - 0 and 0.5 is 0.75 all the same, and of two
// certain members the less certain one decides: (1 - 2^-1 e^-800) has the logit 800 + log 2.
TEST(Combination, StaysFiniteWhereProbabilitiesAreZeroAndOne) {
  EXPECT_NEAR(combined_logit(mean_of(2), std::vector{2000.0, 0.0}), std::log(3), 1e-12);
  EXPECT_NEAR(combined_logit(mean_of(2), std::vector{2000.0, 800.0}), 800 + std::log(2), 1e-9);
  EXPECT_NEAR(combined_logit(mean_of(2), std::vector{-2000.0, -800.0}), -800 - std::log(2), 1e-9);
  EXPECT_NEAR(combined_logit(weighted({0, 1}), std::vector{2000.0, -1500.0}), -1500, 1e-9)
      << "a member without a say";
}

TEST(Combination, HasTheDerivativeByEachMember) {
  const std::vector<double> logits{1.5, -0.75, 0.25};
  Combination tempered = weighted({0.5, 0.3, 0.2});
  tempered.temperature = 0.8;
  for (const Combination& combination :
       {mean_of(3), weighted({0.7, 0, 0.3}), tempered, stacked({0.25, 1.5, 0}, 0.3)}) {
    const std::vector<double> gradient = combined_gradient(combination, logits);
    for (size_t i = 0; i < logits.size(); ++i) {
      constexpr double kStep = 1e-5;
      std::vector<double> above = logits;
      std::vector<double> below = logits;
      above[i] += kStep;
      below[i] -= kStep;
      const double slope =
          (combined_logit(combination, above) - combined_logit(combination, below)) / (2 * kStep);
      EXPECT_NEAR(gradient[i], slope, 1e-9);
    }
  }
}

// w p (1 - p) / (P (1 - P)) with p = 0.9 and 0.3, P = 0.6.
TEST(Combination, WeighsAMembersEvidenceByWhatItMoves) {
  EXPECT_THAT(
      combined_gradient(mean_of(2), std::vector{logit(0.9), logit(0.3)}),
      ElementsAre(DoubleNear(0.5 * 0.09 / 0.24, 1e-14), DoubleNear(0.5 * 0.21 / 0.24, 1e-14)));
  for (const double value : combined_gradient(mean_of(2), std::vector{1500.0, 1500.0}))
    EXPECT_NEAR(value, 0.5, 1e-12) << "certain members too";
}

TEST(Combination, RefusesWhatIsNone) {
  const auto wrong = FailsWith(ErrorCode::kInvalidArgument, _);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Combination frozen = mean_of(1);
  frozen.temperature = 0;
  for (const Combination& combination :
       {weighted({}), weighted({0.5, 0.6}), weighted({1.5, -0.5}), weighted({nan, 1}),
        stacked({-1}, 0), stacked({1}, nan), frozen}) {
    EXPECT_THAT([&] { validate(combination); }, wrong);
  }
  EXPECT_THAT([] { mean_of(0); }, wrong);
  EXPECT_THAT([] { combined_logit(mean_of(2), std::vector{1.0}); }, wrong);
  EXPECT_THAT([&] { combined_logit(mean_of(1), std::vector{nan}); }, wrong);
}

TEST(Combination, HasRulesByName) {
  for (const CombinationRule rule : kCombinationRules)
    EXPECT_EQ(find_combination_rule(name_of(rule)), rule);
  EXPECT_THAT([] { find_combination_rule("stackd"); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("\"stacked\"?")));
}

}  // namespace
}  // namespace myolens
