#include "myolens/metrics/mean_interval.h"

#include <gtest/gtest.h>
#include <vector>

namespace myolens {
namespace {

// scipy.stats.t.interval(0.95, 4, loc=mean, scale=sem).
TEST(MeanEstimate, HasStudentsInterval) {
  const MeanEstimate estimate = mean_estimate(std::vector{0.31, 0.52, 0.47, 0.11, 0.66}).value();
  EXPECT_NEAR(estimate.mean, 0.414, 1e-12);
  EXPECT_NEAR(estimate.interval->low, 0.1519824167314216, 1e-9);
  EXPECT_NEAR(estimate.interval->high, 0.6760175832685784, 1e-9);
}

TEST(MeanEstimate, SaysNothingOfTheSpreadOfOneValue) {
  EXPECT_EQ(mean_estimate(std::vector{2.5})->mean, 2.5);
  EXPECT_FALSE(mean_estimate(std::vector{2.5})->interval);
  EXPECT_FALSE(mean_estimate({}));
}

}  // namespace
}  // namespace myolens
