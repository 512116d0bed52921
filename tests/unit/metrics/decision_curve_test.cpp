#include "myolens/metrics/decision_curve.h"

#include <gtest/gtest.h>
#include <vector>

#include "myolens/base/error.h"
#include "tests/unit/metrics/example_cases.h"

namespace myolens {
namespace {

using test::cases_of;

const DecisionPoint& at(const std::vector<DecisionPoint>& curve, int percent) {
  return curve.at(static_cast<size_t>(percent - 1));
}

// Net benefit by hand: (true positives - false positives * odds of the threshold) / cases.
TEST(Metrics, NetBenefitWeighsFalsePositivesWithTheOddsOfTheThreshold) {
  const auto curve =
      *decision_curve(cases_of({{1, .9}, {1, .6}, {1, .3}, {0, .5}, {0, .2}, {0, .05}}));
  ASSERT_EQ(curve.size(), 99U);
  EXPECT_EQ(curve.front().threshold, .01);
  EXPECT_EQ(curve.back().threshold, .99);
  EXPECT_NEAR(at(curve, 25).model, (3 - 1 / 3.) / 6, 1e-15);
  EXPECT_NEAR(at(curve, 25).treat_all, (3 - 3 / 3.) / 6, 1e-15);
  EXPECT_NEAR(at(curve, 75).model, 1 / 6., 1e-15);
  EXPECT_NEAR(at(curve, 75).treat_all, (3 - 3 * 3) / 6., 1e-12);
  EXPECT_EQ(at(curve, 95).model, 0);  // nobody is acted on
}

// A probability of 0.3 counts at the threshold 0.3; treating all has no benefit where the
// threshold is the share of positives.
TEST(Metrics, ThresholdsOfADecisionCurveIncludeTheirProbability) {
  const auto curve = *decision_curve(cases_of({{1, .3}, {0, .3}, {0, .1}, {0, .1}}));
  EXPECT_GT(at(curve, 30).model, 0);
  EXPECT_EQ(at(curve, 31).model, 0);
  EXPECT_NEAR(at(curve, 25).treat_all, 0, 1e-15);
  EXPECT_EQ(at(curve, 5).model, at(curve, 5).treat_all);
}

TEST(Metrics, DecisionCurveOfOneClassIsUndefinedAndNeedsProbabilities) {
  EXPECT_FALSE(decision_curve(cases_of({{1, .5}})));
  EXPECT_FALSE(decision_curve(cases_of({})));
  EXPECT_THROW(decision_curve(cases_of({{1, 1.5}, {0, .5}})), Error);
}

}  // namespace
}  // namespace myolens
