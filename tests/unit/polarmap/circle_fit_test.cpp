#include "myolens/polarmap/circle_fit.h"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>

#include "myolens/base/random.h"

namespace myolens {
namespace {

constexpr Disc kCircle{310.25, 205.5, 150.75};
constexpr CircleSearch kSearch{2, 20, 1000};

std::vector<Point> arc(int points, double degrees) {
  std::vector<Point> result;
  for (int i = 0; i < points; ++i) {
    const double angle = degrees * i / points * std::numbers::pi / 180;
    result.push_back({kCircle.centre_x + kCircle.radius * std::cos(angle),
                      kCircle.centre_y + kCircle.radius * std::sin(angle)});
  }
  return result;
}

void expect_near(const Disc& found, double tolerance) {
  EXPECT_NEAR(found.centre_x, kCircle.centre_x, tolerance);
  EXPECT_NEAR(found.centre_y, kCircle.centre_y, tolerance);
  EXPECT_NEAR(found.radius, kCircle.radius, tolerance);
}

TEST(CircleFit, FindsACircleAmongTwiceAsManyStrayPoints) {
  std::vector<Point> points = arc(300, 360);
  RandomStream random(1, "stray points");
  for (int i = 0; i < 600; ++i) points.push_back({random.uniform(0, 600), random.uniform(0, 400)});
  const auto found = consensus_circle(points, kSearch);
  ASSERT_TRUE(found);
  expect_near(*found, 3);
  expect_near(refined_circle(points, *found, 2), 0.2);
}

TEST(CircleFit, RefinesToTheExactCircleFromAThirdOfIt) {
  const Disc start{kCircle.centre_x + 2, kCircle.centre_y - 1, kCircle.radius - 1};
  expect_near(refined_circle(arc(200, 120), start, 10), 1e-6);
}

TEST(CircleFit, NeedsThreePointsOfAPermittedCircle) {
  EXPECT_FALSE(consensus_circle({{0, 0}, {1, 1}}, kSearch));
  EXPECT_FALSE(consensus_circle({{0, 0}, {1, 1}, {2, 2}, {3, 3}}, kSearch));
  EXPECT_FALSE(consensus_circle(arc(50, 360), {2, 200, 1000}));
  const Disc start{1, 2, 3};
  EXPECT_EQ(refined_circle({}, start, 1).radius, start.radius);
}

}  // namespace
}  // namespace myolens
