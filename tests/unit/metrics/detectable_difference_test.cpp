#include "myolens/metrics/detectable_difference.h"

#include <gtest/gtest.h>
#include <vector>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

struct DetectableCase {
  PairedComparison comparison;
  int discordant_cases;
  double true_difference;
};

// scipy 1.17: binomtest(0, k, 0.5), and the root of binom.sf(k - 1, cases, d) = 0.8.
TEST(Metrics, DetectableAccuracyIsThatOfTheExactTest) {
  const std::vector<DetectableCase> table{
      {{44, 0.05}, 6, 0.1737438128548908},       {{44, 0.01}, 8, 0.22393920564380382},
      {{44, 0.05 / 21}, 10, 0.2729351147190148}, {{6, 0.05}, 6, 0.9634924839989961},
      {{218, 0.05}, 6, 0.03602430414264305},     {{5000, 0.05}, 6, 0.0015807391274301676}};
  for (const DetectableCase& row : table) {
    const auto detectable = detectable_accuracy(row.comparison);
    ASSERT_TRUE(detectable);
    EXPECT_EQ(detectable->discordant_cases, row.discordant_cases);
    EXPECT_DOUBLE_EQ(detectable->observed_difference,
                     static_cast<double>(row.discordant_cases) / row.comparison.cases);
    EXPECT_NEAR(detectable->true_difference, row.true_difference, 1e-12);
  }
}

TEST(Metrics, APValueEqualToTheLevelIsNotBelowIt) {
  EXPECT_EQ(detectable_accuracy({10, 0.03125})->discordant_cases, 7);  // 6 give p = 2^-5
}

TEST(Metrics, TooFewCasesDetectNothing) {
  EXPECT_FALSE(detectable_accuracy({5, 0.05}));
  EXPECT_FALSE(detectable_accuracy({0, 0.05}));
}

TEST(Metrics, DetectableAreaIsASumOfNormalQuantilesTimesTheError) {
  // scipy: norm.isf(alpha / 2) + norm.isf(0.2).
  EXPECT_NEAR(detectable_auc_difference({.standard_error = 0.02}), 0.02 * 2.801585218112969, 1e-14);
  EXPECT_NEAR(detectable_auc_difference({.standard_error = 1, .alpha = 0.01}), 3.417450537121815,
              1e-13);
  EXPECT_EQ(detectable_auc_difference({.standard_error = 0}), 0);
}

TEST(Metrics, DetectableDifferencesRefuseImpossibleArguments) {
  const auto fails = FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("expected"));
  EXPECT_THAT([] { detectable_accuracy({44, 0}); }, fails);
  EXPECT_THAT([] { detectable_accuracy({44, 1}); }, fails);
  EXPECT_THAT([] { detectable_accuracy({-1, 0.05}); }, fails);
  EXPECT_THAT([] { detectable_auc_difference({.standard_error = -1}); }, fails);
}

}  // namespace
}  // namespace myolens
