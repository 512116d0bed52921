#include "myolens/experiment/convex_minimum.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using Vector = std::vector<double>;
using testing::_;
using testing::DoubleNear;
using testing::ElementsAre;

// (x - a)^2 + (y - b)^2 + c x y, plus one to be above zero.
class Bowl final : public ConvexFunction {
 public:
  Bowl(double a, double b, double c) : a_(a), b_(b), c_(c) {}
  size_t parameters() const override { return 2; }
  double value(const Vector& p) const override {
    return 1 + (p[0] - a_) * (p[0] - a_) + (p[1] - b_) * (p[1] - b_) + c_ * p[0] * p[1];
  }
  Vector gradient(const Vector& p) const override {
    return {2 * (p[0] - a_) + c_ * p[1], 2 * (p[1] - b_) + c_ * p[0]};
  }
  Vector curvature(const Vector&) const override { return {2, c_, c_, 2}; }

 private:
  double a_, b_, c_;
};

TEST(ConvexMinimum, IsWhereTheSlopeIsZero) {
  EXPECT_THAT(convex_minimum(Bowl(3, -2, 0), {0, 0}, {false, false}),
              ElementsAre(DoubleNear(3, 1e-9), DoubleNear(-2, 1e-9)));
}

TEST(ConvexMinimum, LiesAtTheBoundWhereTheSlopePointsBelow) {
  EXPECT_THAT(convex_minimum(Bowl(3, -2, 0), {5, 5}, {true, true}),
              ElementsAre(DoubleNear(3, 1e-9), 0));
  EXPECT_THAT(convex_minimum(Bowl(-3, -2, 0), {5, 5}, {true, true}), ElementsAre(0, 0));
}

// x + 0.75 y = 1 and y + 0.75 x = 2 meet at x = -8/7; with x at zero y is 2. Newton's first step
// leads across the bound.
TEST(ConvexMinimum, MovesTheOthersAlongTheBound) {
  EXPECT_THAT(convex_minimum(Bowl(1, 2, 1.5), {5, 0}, {true, true}),
              ElementsAre(0, DoubleNear(2, 1e-9)));
  EXPECT_THAT(convex_minimum(Bowl(1, 2, 1.5), {0, 0}, {false, true}),
              ElementsAre(DoubleNear(-8.0 / 7, 1e-9), DoubleNear(20.0 / 7, 1e-9)));
}

TEST(ConvexMinimum, RefusesAStartThatDoesNotFit) {
  const auto wrong = FailsWith(ErrorCode::kInvalidArgument, _);
  EXPECT_THAT([] { convex_minimum(Bowl(1, 1, 0), {0}, {false}); }, wrong);
  EXPECT_THAT([] { convex_minimum(Bowl(1, 1, 0), {0, 0}, {false}); }, wrong);
  EXPECT_THAT([] { convex_minimum(Bowl(1, 1, 0), {-1, 0}, {true, false}); }, wrong);
}

}  // namespace
}  // namespace myolens
