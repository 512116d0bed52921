#include "myolens/metrics/rank_correlation.h"

#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "myolens/base/error.h"

namespace myolens {
namespace {

// scipy.stats.spearmanr 1.17 of the same lists.
TEST(RankCorrelation, IsSciPysWithTies) {
  const std::vector<double> a{0.3, -1.2, 2.5, 2.5, 0.0, 7.1, -3.0, 0.3, 0.3};
  const std::vector<double> b{1.0, 0.5, 3.5, -2.0, 0.5, 6.0, -1.0, 1.0, 4.0};
  EXPECT_NEAR(rank_correlation(a, b).value(), 0.5236485570958476, 1e-14);
}

TEST(RankCorrelation, IsOneForEqualOrderAndMinusOneForTheReverse) {
  EXPECT_DOUBLE_EQ(
      rank_correlation(std::vector{1.0, 5.0, 9.0}, std::vector{-3.0, 0.0, 80.0}).value(), 1);
  EXPECT_DOUBLE_EQ(rank_correlation(std::vector{1.0, 5.0, 9.0}, std::vector{3.0, 2.0, 1.0}).value(),
                   -1);
}

TEST(RankCorrelation, IsUndefinedWithoutAnOrder) {
  EXPECT_FALSE(rank_correlation(std::vector{2.0, 2.0}, std::vector{1.0, 3.0}));
  EXPECT_THROW(rank_correlation(std::vector{1.0}, std::vector{1.0}), Error);
  EXPECT_THROW(rank_correlation(std::vector{1.0, 2.0}, std::vector{1.0}), Error);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(rank_correlation(std::vector{1.0, nan}, std::vector{1.0, 2.0}), Error);
}

}  // namespace
}  // namespace myolens
