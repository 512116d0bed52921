#include "myolens/metrics/prevalence.h"

#include <cmath>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

// Bayes with natural frequencies: trained on equal numbers, 0.8 means four times as many positives
// as negatives among such cases. With 10 % positives these are 4 * 10 against 1 * 90.
TEST(Metrics, ProbabilityMovesToAnotherPrevalenceByBayes) {
  EXPECT_NEAR(at_prevalence(0.8, {.from = 0.5, .to = 0.1}), 40. / 130, 1e-15);
}

// A case that tells nothing has the prevalence as its probability.
TEST(Metrics, PrevalenceMovesToPrevalence) {
  EXPECT_NEAR(at_prevalence(0.6, {.from = 0.6, .to = 0.25}), 0.25, 1e-15);
}

TEST(Metrics, PrevalenceMultipliesTheOdds) {
  const auto odds = [](double p) { return p / (1 - p); };
  for (const double probability : {1e-6, .2, .5, .97}) {
    const double moved = at_prevalence(probability, {.from = .59, .to = .3});
    EXPECT_NEAR(odds(moved) / odds(probability), odds(.3) / odds(.59), 1e-12);
    EXPECT_NEAR(at_prevalence(moved, {.from = .3, .to = .59}), probability, 1e-14);
    EXPECT_NEAR(at_prevalence(probability, {.from = .3, .to = .3}), probability, 1e-15);
  }
}

TEST(Metrics, PrevalenceKeepsCertainty) {
  EXPECT_EQ(at_prevalence(0, {.from = .5, .to = .1}), 0);
  EXPECT_EQ(at_prevalence(1, {.from = .5, .to = .1}), 1);
}

TEST(Metrics, PrevalenceRefusesWhatIsNoShareOrProbability) {
  const auto fails = FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("expected"));
  for (const double share : {0., 1., -.1, 1.1, std::nan("")}) {
    EXPECT_THAT([&] { at_prevalence(.5, {.from = share, .to = .5}); }, fails);
    EXPECT_THAT([&] { at_prevalence(.5, {.from = .5, .to = share}); }, fails);
  }
  EXPECT_THAT([] { at_prevalence(1.1, {}); }, fails);
  EXPECT_THAT([] { at_prevalence(std::nan(""), {}); }, fails);
}

// Of 100 people 10 are ill: 8 found, and 45 false alarms.
TEST(Metrics, PredictiveValuesFollowFromThePrevalence) {
  const Confusion confusion{{}, 16, 4, 10, 10};
  const PredictiveValues values = predictive_values_at(confusion, 0.1);
  EXPECT_NEAR(*values.positive.value, 8. / (8 + 45), 1e-12);
  EXPECT_NEAR(*values.negative.value, 45. / (45 + 2), 1e-12);
}

// At the prevalence of the cases themselves they are precision and NPV.
TEST(Metrics, PredictiveValuesAtTheOwnPrevalenceAreThoseOfTheCases) {
  const Confusion confusion{{}, 21, 5, 4, 14};
  const PredictiveValues values = predictive_values_at(confusion, 26. / 44);
  EXPECT_NEAR(*values.positive.value, *precision(confusion), 1e-12);
  EXPECT_NEAR(*values.negative.value, *negative_predictive_value(confusion), 1e-12);
}

// The limits by Mercaldo's formulas for sensitivity 21/26, specificity 14/18, computed in Python.
TEST(Metrics, PredictiveValuesHaveTheLogitInterval) {
  const PredictiveValues values = predictive_values_at({{}, 21, 5, 4, 14}, 0.1);
  EXPECT_NEAR(*values.positive.value, 0.28767123287671237, 1e-12);
  EXPECT_NEAR(values.positive.interval->low, 0.14293771916197356, 1e-12);
  EXPECT_NEAR(values.positive.interval->high, 0.49441498786648524, 1e-12);
  EXPECT_NEAR(values.negative.interval->low, 0.9409789830148109, 1e-12);
  EXPECT_NEAR(values.negative.interval->high, 0.9881101648129255, 1e-12);
  EXPECT_EQ(values.positive.method, IntervalMethod::kLogit);
}

TEST(Metrics, PredictiveValuesOfDegenerateCountsClaimNothing) {
  const PredictiveValues perfect = predictive_values_at({{}, 5, 0, 0, 5}, 0.1);
  EXPECT_EQ(*perfect.positive.value, 1);
  EXPECT_FALSE(perfect.positive.interval);
  const PredictiveValues one_class = predictive_values_at({{}, 5, 1, 0, 0}, 0.1);
  EXPECT_FALSE(one_class.positive.value || one_class.negative.value);
  const PredictiveValues never_positive = predictive_values_at({{}, 0, 5, 0, 5}, 0.1);
  EXPECT_FALSE(never_positive.positive.value);
  EXPECT_NEAR(*never_positive.negative.value, 0.9, 1e-12);
  EXPECT_THAT(
      [] {
        predictive_values_at({{}, 1, 1, 1, 1}, 1);
      },
      FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("prevalence")));
}

}  // namespace
}  // namespace myolens
