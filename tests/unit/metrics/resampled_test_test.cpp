#include "myolens/metrics/resampled_test.h"

#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

const std::vector<double> kTenDifferences{.02, .05, -.01, .03, .04, 0, .01, .06, -.02, .03};

struct ResampledCase {
  std::vector<double> values;
  double test_per_training;
  double standard_deviation;
  double standard_error;
  Interval interval;
  double t;
  double p_value;
};

// The paper's formula with scipy's t distribution. A ratio of almost 0 gives the usual t test:
// scipy.stats.ttest_1samp.
TEST(Metrics, CorrectedResampledTestFollowsTheFormula) {
  const std::vector<ResampledCase> table{{kTenDifferences,
                                          0.25,
                                          0.0260128173535022,
                                          0.015389390284651739,
                                          {-0.013813219463522042, 0.05581321946352204},
                                          1.364576478442026,
                                          0.20552791510383497},
                                         {kTenDifferences,
                                          1e-14,
                                          0.0260128173535022,
                                          0.008225975119502044,
                                          {0.00239155146241863, 0.039608448537581366},
                                          2.5528888301902892,
                                          0.031047244280264136},
                                         {{.1, .3},
                                          1.0 / 9,
                                          0.1414213562373095,
                                          0.11055415967851333,
                                          {-1.2047237873109395, 1.6047237873109395},
                                          1.8090680674665818,
                                          0.32147262219917666}};
  for (const ResampledCase& row : table) {
    const ResampledMean result = corrected_resampled_test(row.values, row.test_per_training);
    ASSERT_TRUE(result.standard_error && result.interval && result.t && result.p_value);
    EXPECT_EQ(result.runs, static_cast<int>(row.values.size()));
    EXPECT_NEAR(result.standard_deviation.value(), row.standard_deviation, 1e-13);
    EXPECT_NEAR(*result.standard_error, row.standard_error, 1e-13);
    EXPECT_NEAR(result.interval->low, row.interval.low, 1e-12);
    EXPECT_NEAR(result.interval->high, row.interval.high, 1e-12);
    EXPECT_NEAR(*result.t, row.t, 1e-11);
    EXPECT_NEAR(*result.p_value, row.p_value, 1e-11);
  }
}

TEST(Metrics, OneRunHasAMeanOnly) {
  const ResampledMean result = corrected_resampled_test(std::vector{0.9}, 0.25);
  EXPECT_EQ(result.mean, 0.9);
  EXPECT_FALSE(result.standard_deviation || result.standard_error || result.interval || result.t ||
               result.p_value);
}

TEST(Metrics, RunsThatAgreeSayNothingOfTheirScatter) {
  // 0.9 - 0.8 and 0.8 - 0.7 differ in their last digit.
  const ResampledMean result = corrected_resampled_test(std::vector{0.9 - 0.8, 0.8 - 0.7}, 0.25);
  EXPECT_NEAR(result.mean, 0.1, 1e-15);
  EXPECT_EQ(result.standard_deviation, 0);
  EXPECT_EQ(result.standard_error, 0);
  EXPECT_FALSE(result.interval || result.t || result.p_value);
}

TEST(Metrics, ResampledTestRefusesWhatIsNoScore) {
  const auto fails = FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("expected"));
  EXPECT_THAT([] { corrected_resampled_test({}, 0.25); }, fails);
  EXPECT_THAT([] { corrected_resampled_test(std::vector{0.1, 0.2}, 0); }, fails);
  const std::vector<double> infinite{0.1, std::numeric_limits<double>::infinity()};
  EXPECT_THAT([&] { corrected_resampled_test(infinite, 0.25); }, fails);
}

}  // namespace
}  // namespace myolens
