#include "myolens/metrics/intervals.h"

#include <cmath>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "myolens/base/error.h"
#include "myolens/metrics/delong.h"
#include "tests/unit/metrics/example_cases.h"
#include "tests/unit/metrics/expect_interval.h"

namespace myolens {
namespace {

using test::cases_of;
using test::expect_interval;

struct WilsonCase {
  Proportion proportion;
  Interval expected;
};

// First four: Newcombe, Stat Med 1998;17:857, table I, method 3 (four decimals). Then
// statsmodels.proportion_confint(method="wilson").
TEST(Metrics, WilsonIntervalsAreThePublishedOnes) {
  const std::vector<WilsonCase> table{{{81, 263}, {0.2553, 0.3662}}, {{15, 148}, {0.0624, 0.1605}},
                                      {{0, 20}, {0.0, 0.1611}},      {{1, 29}, {0.0061, 0.1718}},
                                      {{42, 44}, {0.8487, 0.9874}},  {{16, 18}, {0.6720, 0.9690}},
                                      {{26, 26}, {0.8713, 1.0}},     {{1, 1}, {0.2065, 1.0}}};
  for (const WilsonCase& row : table) {
    SCOPED_TRACE(std::to_string(row.proportion.count) + "/" + std::to_string(row.proportion.total));
    const Estimate estimate = proportion_estimate(row.proportion);
    EXPECT_EQ(estimate.method, IntervalMethod::kWilson);
    expect_interval(estimate.interval, row.expected, 5e-5);  // half of the last printed digit
  }
}

TEST(Metrics, WilsonIntervalEndsExactlyAtZeroAndOne) {
  EXPECT_EQ(proportion_estimate({0, 7}).interval->low, 0.0);
  EXPECT_EQ(proportion_estimate({7, 7}).interval->high, 1.0);
}

// statsmodels 0.15 confint_proportions_2indep(method="newcomb", compare="diff") of 26/26 and the
// false positives 2/18, halved around 1/2.
TEST(Metrics, IntervalOfAMeanOfProportionsIsNewcombesOfTheirDifference) {
  const Estimate estimate = mean_proportion_estimate({26, 26}, {16, 18});
  EXPECT_EQ(estimate.method, IntervalMethod::kMover);
  EXPECT_NEAR(*estimate.value, 17. / 18, 1e-15);
  expect_interval(estimate.interval, {0.8183384308696369, 0.9844902386771938}, 1e-9);
}

TEST(Metrics, IntervalOfAMeanOfPerfectProportionsEndsAtOne) {
  const Estimate estimate = mean_proportion_estimate({5, 5}, {4, 4});
  EXPECT_EQ(estimate.interval->high, 1);
  EXPECT_LT(estimate.interval->low, 0.8);
  EXPECT_FALSE(mean_proportion_estimate({5, 5}, {0, 0}).value);
}

TEST(Metrics, RateOfNothingIsUndefinedAndImpossibleCountsAreRefused) {
  const Estimate estimate = proportion_estimate({0, 0});
  EXPECT_FALSE(estimate.value);
  EXPECT_FALSE(estimate.interval);
  EXPECT_EQ(estimate.method, IntervalMethod::kNone);
  EXPECT_THROW(proportion_estimate({3, 2}), Error);
  EXPECT_THROW(proportion_estimate({-1, 2}), Error);
}

// Published example: R package SingleCaseES, NAP of 6 and 7 observations, "Newcombe method 5":
// 0.9166667 (0.5973406, 0.9860176); its root finder stops at about 1e-4. The rest: the same
// equation solved by scipy.optimize.brentq.
TEST(Metrics, NewcombeIntervalSolvesMethodFive) {
  expect_interval(newcombe_interval(0.9166667, {6, 7}), {0.5973406, 0.9860176}, 1e-4);
  expect_interval(newcombe_interval(0.96, {26, 18}), {0.8369872374203823, 0.990303408071277}, 1e-9);
  expect_interval(newcombe_interval(0.99, {130, 88}), {0.964086742128528, 0.9971981438108076},
                  1e-9);
  expect_interval(newcombe_interval(0.5, {1, 3}), {0.0918328460932909, 0.9081671539067091}, 1e-9);
}

TEST(Metrics, NewcombeIntervalHoldsAtPerfectSeparation) {
  expect_interval(newcombe_interval(1, {26, 18}), {0.9049296093713699, 1.0}, 1e-9);
  expect_interval(newcombe_interval(1, {1, 3}), {0.3215804644370933, 1.0}, 1e-9);
  EXPECT_EQ(newcombe_interval(1, {26, 18}).high, 1.0);
}

TEST(Metrics, NewcombeIntervalOfTheMirroredAreaIsMirrored) {
  const Interval interval = newcombe_interval(0.97, {12, 9});
  const Interval mirrored = newcombe_interval(0.03, {12, 9});
  EXPECT_NEAR(mirrored.low, 1 - interval.high, 1e-12);
  EXPECT_NEAR(mirrored.high, 1 - interval.low, 1e-12);
  EXPECT_EQ(newcombe_interval(0, {12, 9}).low, 0.0);
}

TEST(Metrics, NewcombeIntervalRefusesImpossibleInput) {
  EXPECT_THROW(newcombe_interval(1.1, {5, 5}), Error);
  EXPECT_THROW(newcombe_interval(std::nan(""), {5, 5}), Error);
  EXPECT_THROW(newcombe_interval(0.9, {0, 5}), Error);
}

struct OvarianCase {
  std::string name;
  std::vector<ScoredCase> cases;
  double auc;             // SAS/STAT User's Guide, four decimals
  double standard_error;  // SAS/STAT User's Guide, four decimals
  Interval logit;         // from the exact values, by NumPy
};

TEST(Metrics, AreasAndErrorsOfTheOvarianExampleAreThePublishedOnes) {
  const std::vector<OvarianCase> table{
      {"albumin", test::ovarian_albumin(), 0.7366, 0.0927, {0.522951412844133, 0.877013850518629}},
      {"total protein",
       test::ovarian_total_protein(),
       0.6478,
       0.1000,
       {0.437845360770898, 0.812922133702306}},
      {"K-G score",
       test::ovarian_kg_score(),
       0.7258,
       0.1028,
       {0.490203917826390, 0.879328612959113}}};
  for (const OvarianCase& row : table) {
    SCOPED_TRACE(row.name);
    const Estimate estimate = auc_estimate(row.cases);
    const auto placed = placements(row.cases);
    EXPECT_NEAR(*estimate.value, row.auc, 5e-5);  // half of the last printed digit
    EXPECT_NEAR(std::sqrt(*delong_covariance(*placed, *placed)), row.standard_error, 5e-5);
    EXPECT_EQ(estimate.method, IntervalMethod::kDeLongLogit);
    expect_interval(estimate.interval, row.logit, 1e-9);
  }
}

TEST(Metrics, AreaAboveTheLimitTakesNewcombesInterval) {
  const Estimate estimate = auc_estimate(cases_of({{1, 0.9}, {1, 0.8}, {0, 0.2}, {0, 0.1}}));
  EXPECT_EQ(*estimate.value, 1.0);
  EXPECT_EQ(estimate.method, IntervalMethod::kNewcombe5);
  EXPECT_LT(estimate.interval->low, 0.7);
}

TEST(Metrics, AreaWithoutUsableVarianceTakesNewcombesInterval) {
  const std::vector<std::vector<ScoredCase>> table{
      cases_of({{1, 0.5}, {1, 0.5}, {0, 0.5}, {0, 0.5}, {0, 0.5}}),  // all tied: variance 0
      cases_of({{1, 0.5}, {0, 0.2}, {0, 0.7}, {0, 0.9}})};           // one positive case
  for (const auto& cases : table) {
    const Estimate estimate = auc_estimate(cases);
    EXPECT_EQ(estimate.method, IntervalMethod::kNewcombe5);
    EXPECT_LT(estimate.interval->low, *estimate.value);
    EXPECT_GT(estimate.interval->high, *estimate.value);
  }
}

TEST(Metrics, AreaOfOneClassIsUndefined) {
  const Estimate estimate = auc_estimate(cases_of({{1, 0.5}, {1, 0.6}}));
  EXPECT_FALSE(estimate.value);
  EXPECT_FALSE(estimate.interval);
}

TEST(Metrics, EveryIntervalMethodHasItsOwnName) {
  EXPECT_EQ(interval_method_name(IntervalMethod::kWilson), "Wilson");
  EXPECT_EQ(interval_method_name(IntervalMethod::kNewcombe5), "Newcombe 2006, method 5");
}

}  // namespace
}  // namespace myolens
