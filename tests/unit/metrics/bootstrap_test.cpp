#include "myolens/metrics/bootstrap.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "myolens/base/error.h"
#include "myolens/metrics/brier.h"
#include "myolens/metrics/precision_recall.h"
#include "tests/unit/metrics/example_cases.h"
#include "tests/unit/metrics/expect_interval.h"

namespace myolens {
namespace {

using test::cases_of;
using test::expect_interval;

struct BootstrapCase {
  std::string name;
  Confusion confusion;
  RateFunction rate;
  Interval expected;
};

// Expected: quantiles of the exact resampling distribution (two independent binomials), by
// scipy.stats.binom. Tolerance: Monte Carlo error of 2.5 % quantiles in 2000 draws, 0.007 for a
// standard deviation of 0.045, doubled; where the quantile lies inside a large step it is exact.
TEST(Metrics, BootstrapLimitsAreThoseOfTheExactResamplingDistribution) {
  const Confusion paper{.true_positive = 26, .false_positive = 2, .true_negative = 16};
  const Confusion wide{
      .true_positive = 30, .false_negative = 10, .false_positive = 5, .true_negative = 55};
  const std::vector<BootstrapCase> table{
      {"f1", wide, f1, {0.6944, 0.8889}},
      {"macro f1", wide, macro_f1, {0.7613, 0.9073}},
      {"macro sensitivity", wide, macro_sensitivity, {0.7542, 0.9042}},
      {"macro precision", wide, macro_precision, {0.7763, 0.9202}},
      {"f1 of the paper", paper, f1, {0.9123, 1.0}},
      {"macro f1 of the paper", paper, macro_f1, {0.8755, 1.0}},
      {"macro sensitivity of the paper", paper, macro_sensitivity, {0.8611, 1.0}}};
  for (const BootstrapCase& row : table) {
    SCOPED_TRACE(row.name);
    const Estimate estimate = bootstrap_estimate(row.confusion, row.rate, {.seed = 1});
    EXPECT_EQ(estimate.method, IntervalMethod::kBootstrap);
    EXPECT_FALSE(estimate.degenerate);
    expect_interval(estimate.interval, row.expected, 0.014);
  }
}

TEST(Metrics, BootstrapRepeatsWithItsSeed) {
  const Confusion confusion{
      .true_positive = 30, .false_negative = 10, .false_positive = 5, .true_negative = 55};
  const Estimate first = bootstrap_estimate(confusion, macro_f1, {.seed = 7});
  const Estimate again = bootstrap_estimate(confusion, macro_f1, {.seed = 7});
  EXPECT_EQ(first.interval->low, again.interval->low);
  EXPECT_EQ(first.interval->high, again.interval->high);
}

TEST(Metrics, BootstrapOfAPerfectOrFailedRateIsDegenerate) {
  const Confusion perfect{.true_positive = 5, .true_negative = 4};
  const Confusion failed{.false_negative = 5, .false_positive = 4};
  const Confusion constant_calls{.true_positive = 5, .false_positive = 4};
  EXPECT_TRUE(bootstrap_estimate(perfect, f1, {}).degenerate);
  EXPECT_TRUE(bootstrap_estimate(failed, f1, {}).degenerate);
  const Estimate constant = bootstrap_estimate(constant_calls, macro_sensitivity, {});
  EXPECT_EQ(*constant.value, 0.5);
  EXPECT_TRUE(constant.degenerate);
  EXPECT_FALSE(constant.interval);
}

TEST(Metrics, BootstrapGivesNoIntervalWhenManyResamplesAreUndefined) {
  // One positive call among 30 positives: 36 % of the resamples have none, precision is undefined.
  const Confusion rare{.true_positive = 1, .false_negative = 29, .true_negative = 10};
  const Estimate estimate = bootstrap_estimate(rare, macro_precision, {});
  EXPECT_TRUE(estimate.value);
  EXPECT_FALSE(estimate.degenerate);
  EXPECT_FALSE(estimate.interval);
}

TEST(Metrics, BootstrapOfAnUndefinedRateIsUndefined) {
  EXPECT_FALSE(bootstrap_estimate({}, f1, {}).value);
  EXPECT_THROW(bootstrap_estimate({}, f1, {.replicates = 0}), Error);
}

// A correlation of 0 is in the middle of its scale: resampling moves it.
TEST(Metrics, BootstrapOfACorrelationOfZeroHasAnInterval) {
  const Confusion unrelated{
      .true_positive = 10, .false_negative = 10, .false_positive = 10, .true_negative = 10};
  const Estimate estimate = bootstrap_estimate(unrelated, matthews_correlation, {});
  EXPECT_EQ(*estimate.value, 0);
  EXPECT_FALSE(estimate.degenerate);
  EXPECT_LT(estimate.interval->low, -0.2);
}

// The Brier score of two classes with one wrong score each is (error share) * (difference of
// squares) plus a constant: its limits follow from scipy.stats.binom(40, 0.25).ppf, 5 and 16.
TEST(Metrics, BootstrapOfScoresHasTheLimitsOfTheExactResamplingDistribution) {
  std::vector<test::Score> scores(40, {1, 1.0});
  std::fill_n(scores.begin(), 10, test::Score{1, 0.0});
  scores.push_back({0, 0.0});
  const Estimate estimate = bootstrap_estimate(cases_of(scores), brier_score, {.seed = 1});
  EXPECT_NEAR(*estimate.value, 10.0 / 41, 1e-15);
  expect_interval(estimate.interval, {5.0 / 41, 16.0 / 41}, 1.0 / 41 + 1e-12);  // one step
}

TEST(Metrics, BootstrapOfScoresDoesNotDependOnTheOrderOfCases) {
  std::vector<ScoredCase> cases = test::paper_cases();
  const Estimate before = bootstrap_estimate(cases, average_precision, {.seed = 5});
  std::ranges::reverse(cases);
  const Estimate after = bootstrap_estimate(cases, average_precision, {.seed = 5});
  EXPECT_EQ(before.interval->low, after.interval->low);
  EXPECT_EQ(before.interval->high, after.interval->high);
}

TEST(Metrics, BootstrapOfScoresThatNoResampleMovesIsDegenerate) {
  const auto perfect = cases_of({{1, .9}, {1, .8}, {1, .7}, {0, .3}, {0, .2}});
  const auto tied = cases_of({{1, .5}, {1, .5}, {0, .5}});
  for (const auto& cases : {perfect, tied}) {
    const Estimate estimate = bootstrap_estimate(cases, average_precision, {});
    EXPECT_TRUE(estimate.degenerate);
    EXPECT_FALSE(estimate.interval);
  }
  EXPECT_FALSE(bootstrap_estimate(perfect, brier_score, {}).degenerate);
  EXPECT_TRUE(bootstrap_estimate(tied, brier_score, {}).degenerate);
}

TEST(Metrics, BootstrapOfScoresWithoutAMeasureIsUndefined) {
  EXPECT_FALSE(bootstrap_estimate(cases_of({{1, .5}}), average_precision, {}).value);
  EXPECT_FALSE(bootstrap_estimate({}, brier_score, {}).value);
  EXPECT_THROW(bootstrap_estimate(cases_of({{1, .5}}), brier_score, {.replicates = 0}), Error);
}

}  // namespace
}  // namespace myolens
