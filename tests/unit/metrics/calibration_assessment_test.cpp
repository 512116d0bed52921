#include "myolens/metrics/calibration_assessment.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "tests/support/error_matcher.h"
#include "tests/unit/metrics/example_cases.h"

namespace myolens {
namespace {

using test::cases_of;

// The mean of |sum of probabilities - positives| / n over all 2^n truths.
double exact_mean_error_of_one_bin(const std::vector<double>& probabilities) {
  double mean = 0;
  for (unsigned truths = 0; truths < 1U << probabilities.size(); ++truths) {
    double chance = 1;
    double excess = 0;
    for (size_t i = 0; i < probabilities.size(); ++i) {
      const bool positive = (truths >> i & 1U) != 0;
      chance *= positive ? probabilities[i] : 1 - probabilities[i];
      excess += probabilities[i] - positive;
    }
    mean += chance * std::abs(excess);
  }
  return mean / static_cast<double>(probabilities.size());
}

TEST(Metrics, CalibrationBinsHoldFifthsOfTheCases) {
  std::vector<test::Score> scores;
  for (int i = 0; i < 20; ++i) scores.push_back({i % 4 == 0 ? 1 : 0, .04 * i});
  const auto bins = calibration_bins(cases_of(scores));
  ASSERT_EQ(bins.size(), 5U);
  for (size_t i = 0; i < bins.size(); ++i) {
    EXPECT_EQ(bins[i].cases, 4);
    EXPECT_NEAR(bins[i].mean_probability, .16 * static_cast<double>(i) + .06, 1e-12);
    EXPECT_EQ(*bins[i].observed_rate.value, .25);
    EXPECT_EQ(bins[i].observed_rate.method, IntervalMethod::kWilson);
  }
}

TEST(Metrics, EqualProbabilitiesStayInOneCalibrationBin) {
  const auto bins = calibration_bins(cases_of({{1, .5}, {0, .5}, {1, .5}, {0, .5}, {1, .9}}));
  ASSERT_EQ(bins.size(), 2U);
  EXPECT_EQ(bins[0].cases, 4);
  EXPECT_EQ(bins[1].cases, 1);
}

TEST(Metrics, CalibrationErrorWeighsBinsWithTheirCases) {
  // Bins of 3 cases at 0.2 (1 positive) and 1 case at 0.9 (0 positives).
  const auto assessment = assess_calibration(cases_of({{1, .2}, {0, .2}, {0, .2}, {0, .9}}), 1);
  EXPECT_NEAR(*assessment.expected_error, (3 * (1. / 3 - .2) + .9) / 4, 1e-15);
}

TEST(Metrics, ChanceErrorIsThatOfTheExactDistribution) {
  std::vector<test::Score> scores(12, {1, .5});
  scores[0].truth = 0;
  const auto assessment = assess_calibration(cases_of(scores), 3);
  const double exact = exact_mean_error_of_one_bin(std::vector<double>(12, .5));
  // Standard error of 2000 draws of a standard deviation near 0.085: 0.002.
  EXPECT_NEAR(assessment.chance_error->mean, exact, 0.006);
  // scipy.stats.binom(12, 0.5): P(4 <= positives <= 8) = 0.854, P(3 <= positives <= 9) = 0.961.
  EXPECT_NEAR(assessment.chance_error->quantile95, 3. / 12, 1e-12);
}

TEST(Metrics, ChanceErrorRepeatsWithItsSeedWhateverTheOrderOfCases) {
  auto cases = test::paper_cases();
  const auto first = assess_calibration(cases, 5);
  std::ranges::reverse(cases);
  const auto again = assess_calibration(cases, 5);
  EXPECT_EQ(first.chance_error->mean, again.chance_error->mean);
  EXPECT_EQ(first.chance_error->quantile95, again.chance_error->quantile95);
  EXPECT_EQ(*first.expected_error, *again.expected_error);
  EXPECT_EQ(first.recalibration.slope->value, again.recalibration.slope->value);
  EXPECT_NE(first.chance_error->mean, assess_calibration(cases, 6).chance_error->mean);
}

TEST(Metrics, CertainAndRightProbabilitiesHaveNoErrorNotEvenByChance) {
  const auto assessment = assess_calibration(cases_of({{1, 1}, {0, 0}, {0, 0}}), 1);
  EXPECT_EQ(*assessment.expected_error, 0);
  EXPECT_EQ(assessment.chance_error->quantile95, 0);
}

TEST(Metrics, CalibrationNeedsAHundredCasesOfEachClass) {
  std::vector<test::Score> scores;
  for (int i = 0; i < 100; ++i) scores.push_back({1, .3 + .005 * i});
  for (int i = 0; i < 99; ++i) scores.push_back({0, .2 + .005 * i});
  EXPECT_TRUE(assess_calibration(cases_of(scores), 1).too_few_to_judge);
  scores.push_back({0, .5});
  EXPECT_FALSE(assess_calibration(cases_of(scores), 1).too_few_to_judge);
}

TEST(Metrics, CalibrationOfNothingIsUndefinedAndOfOneClassHasBins) {
  const auto nothing = assess_calibration({}, 1);
  EXPECT_TRUE(nothing.too_few_to_judge);
  EXPECT_TRUE(nothing.bins.empty());
  EXPECT_FALSE(nothing.expected_error);
  EXPECT_FALSE(nothing.chance_error);
  const auto one_class = assess_calibration(cases_of({{1, .9}, {1, .7}}), 1);
  EXPECT_EQ(one_class.recalibration.state, RecalibrationState::kOneClass);
  EXPECT_NEAR(*one_class.expected_error, .2, 1e-15);
}

TEST(Metrics, CalibrationRefusesWhatIsNoProbability) {
  EXPECT_THAT(
      [] {
        assess_calibration(cases_of({{1, 2}}), 1);
      },
      FailsWith(ErrorCode::kBadData, testing::HasSubstr("probability from 0 to 1")));
  EXPECT_THAT(
      [] {
        calibration_bins(cases_of({{1, -2}}));
      },
      FailsWith(ErrorCode::kBadData, testing::HasSubstr("probability from 0 to 1")));
}

}  // namespace
}  // namespace myolens
