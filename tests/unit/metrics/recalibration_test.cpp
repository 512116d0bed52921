#include "myolens/metrics/recalibration.h"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "tests/support/error_matcher.h"
#include "tests/unit/metrics/example_cases.h"

namespace myolens {
namespace {

using test::cases_of;

double logit(double probability) { return std::log(probability / (1 - probability)); }

// Two probabilities with observed rates: the line goes through both logits, and its variances are
// the sums of the reciprocal counts (Woolf).
TEST(Metrics, RecalibrationOfTwoProbabilitiesGoesThroughTheirObservedRates) {
  std::vector<test::Score> scores;
  scores.insert(scores.end(), 30, {1, .9});
  scores.insert(scores.end(), 10, {0, .9});
  scores.insert(scores.end(), 4, {1, .2});
  scores.insert(scores.end(), 16, {0, .2});
  const Recalibration result = recalibrate(cases_of(scores));
  ASSERT_EQ(result.state, RecalibrationState::kFitted);
  const double distance = logit(.9) - logit(.2);
  const double slope = (logit(.75) - logit(.2)) / distance;
  EXPECT_NEAR(result.slope->value, slope, 1e-12);
  EXPECT_NEAR(result.intercept->value, logit(.2) - slope * logit(.2), 1e-12);
  const double error = std::sqrt(1. / 30 + 1. / 10 + 1. / 4 + 1. / 16) / distance;
  EXPECT_NEAR(result.slope->interval.low, slope - kNormalQuantile95 * error, 1e-12);
  EXPECT_NEAR(result.slope->interval.high, slope + kNormalQuantile95 * error, 1e-12);
}

TEST(Metrics, RecalibrationOfRightProbabilitiesIsTheIdentity) {
  std::vector<test::Score> scores;
  scores.insert(scores.end(), 8, {1, .8});
  scores.insert(scores.end(), 2, {0, .8});
  scores.insert(scores.end(), 3, {1, .3});
  scores.insert(scores.end(), 7, {0, .3});
  const Recalibration result = recalibrate(cases_of(scores));
  EXPECT_NEAR(result.slope->value, 1, 1e-12);
  EXPECT_NEAR(result.intercept->value, 0, 1e-12);
  EXPECT_NEAR(result.in_the_large->value, 0, 1e-12);
}

TEST(Metrics, RecalibrationSaysThatSeparatedClassesHaveNoSlope) {
  const auto apart = cases_of({{1, .9}, {1, .8}, {0, .3}, {0, .2}});
  const auto touching = cases_of({{1, .9}, {1, .5}, {0, .5}, {0, .2}});
  const auto reversed = cases_of({{0, .9}, {0, .8}, {1, .3}, {1, .2}});
  for (const auto& cases : {apart, touching, reversed}) {
    const Recalibration result = recalibrate(cases);
    EXPECT_EQ(result.state, RecalibrationState::kSeparated);
    EXPECT_FALSE(result.slope);
    EXPECT_FALSE(result.intercept);
    EXPECT_TRUE(result.in_the_large);
  }
}

TEST(Metrics, RecalibrationOfOneProbabilityHasALevelOnly) {
  const Recalibration result = recalibrate(cases_of({{1, .5}, {1, .5}, {1, .5}, {0, .5}}));
  EXPECT_EQ(result.state, RecalibrationState::kEqualProbabilities);
  EXPECT_FALSE(result.slope);
  EXPECT_NEAR(result.in_the_large->value, std::log(3), 1e-12);
}

TEST(Metrics, RecalibrationOfOneClassOrOfNothingIsUndefined) {
  for (const auto& cases : {cases_of({{1, .9}, {1, .2}}), cases_of({{0, .4}}), cases_of({})}) {
    const Recalibration result = recalibrate(cases);
    EXPECT_EQ(result.state, RecalibrationState::kOneClass);
    EXPECT_FALSE(result.in_the_large);
  }
}

TEST(Metrics, RecalibrationLimitsCertainProbabilitiesAndCountsThem) {
  const Recalibration result =
      recalibrate(cases_of({{1, 1}, {0, 1}, {1, .7}, {0, 0}, {1, 0}, {0, .4}}));
  EXPECT_EQ(result.limited, 4);
  EXPECT_EQ(result.state, RecalibrationState::kFitted);
  EXPECT_TRUE(std::isfinite(result.slope->value));
}

// Confidently wrong throughout: the first Newton step is a million times too long.
TEST(Metrics, RecalibrationFindsTheLevelOfConfidentlyWrongCases) {
  const double certain = kMostCertain;
  const Recalibration result =
      recalibrate(cases_of({{0, certain}, {0, certain}, {0, certain}, {1, certain}}));
  EXPECT_NEAR(result.in_the_large->value, logit(.25) - logit(certain), 1e-9);
}

TEST(Metrics, RecalibrationRefusesWhatIsNoProbability) {
  const auto fails = FailsWith(ErrorCode::kBadData, testing::HasSubstr("expected"));
  EXPECT_THAT([] { recalibrate(cases_of({{1, 1.5}})); }, fails);
  EXPECT_THAT([] { recalibrate(cases_of({{1, -.1}})); }, fails);
  EXPECT_THAT([] { recalibrate(cases_of({{1, std::nan("")}})); }, fails);
}

TEST(Metrics, EveryStateOfARecalibrationIsSaidInWords) {
  EXPECT_THAT(recalibration_state_text(RecalibrationState::kSeparated),
              testing::HasSubstr("do not overlap"));
  EXPECT_THAT(recalibration_state_text(RecalibrationState::kOneClass),
              testing::HasSubstr("one class"));
}

}  // namespace
}  // namespace myolens
