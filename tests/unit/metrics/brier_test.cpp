#include "myolens/metrics/brier.h"

#include <gtest/gtest.h>

#include "myolens/base/error.h"
#include "tests/unit/metrics/example_cases.h"

namespace myolens {
namespace {

using test::cases_of;

// The example of scikit-learn's documentation of brier_score_loss: 0.0375.
TEST(Metrics, BrierScoreOfTheDocumentedExample) {
  EXPECT_NEAR(*brier_score(cases_of({{0, .1}, {1, .9}, {1, .8}, {0, .3}})), 0.0375, 1e-15);
}

TEST(Metrics, BrierScoreEndsAtZeroAndOne) {
  EXPECT_EQ(*brier_score(cases_of({{0, 0}, {1, 1}})), 0);
  EXPECT_EQ(*brier_score(cases_of({{0, 1}, {1, 0}})), 1);
  EXPECT_EQ(*brier_score(cases_of({{0, .5}, {1, .5}})), .25);
}

TEST(Metrics, BrierScoreNeedsProbabilities) {
  EXPECT_FALSE(brier_score(cases_of({})));
  EXPECT_THROW(brier_score(cases_of({{1, 1.5}})), Error);
}

}  // namespace
}  // namespace myolens
