#include "myolens/metrics/multiple_tests.h"

#include <gtest/gtest.h>
#include <limits>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

struct HolmCase {
  std::vector<double> p_values;
  std::vector<double> adjusted;
};

// statsmodels 0.15 multipletests(method="holm").
TEST(Metrics, HolmAdjustsLikeStatsmodelsInTheOrderGiven) {
  const std::vector<HolmCase> table{
      {{0.01, 0.04, 0.03, 0.005, 0.2, 0.03}, {0.05, 0.12, 0.12, 0.03, 0.2, 0.12}},
      {{0.6, 0.5, 0.9}, {1, 1, 1}},
      {{0.02}, {0.02}},
      {{}, {}}};
  for (const HolmCase& row : table) {
    const std::vector<double> adjusted = holm_adjusted(row.p_values);
    ASSERT_EQ(adjusted.size(), row.adjusted.size());
    for (size_t i = 0; i < adjusted.size(); ++i) EXPECT_NEAR(adjusted[i], row.adjusted[i], 1e-15);
  }
}

TEST(Metrics, HolmRefusesWhatIsNoProbability) {
  for (const double wrong : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_THAT(
        [&] {
          holm_adjusted(std::vector<double>{0.5, wrong});
        },
        FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("p in [0, 1]")));
  }
}

}  // namespace
}  // namespace myolens
