#include "myolens/phantom/surface.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "myolens/phantom/surface_blur.h"
#include "tests/unit/phantom/surface_nodes.h"

namespace myolens {
namespace {

double distance(Vector3 a, Vector3 b) { return std::hypot(a.x - b.x, a.y - b.y, a.z - b.z); }

double dot(Vector3 a, Vector3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

TEST(Surface, MeasuresNinetyFiveMillimetresFromApexToRim) {
  double length = 0;
  for (int i = 0; i < 1000; ++i) {
    length +=
        distance(surface_position({40, i / 1000.0}), surface_position({40, (i + 1) / 1000.0}));
  }
  EXPECT_NEAR(length, kApexToRimMillimetres, 0.2);
}

TEST(Surface, IsACylinderOfThirtyMillimetresAboveTheCap) {
  for (const double level : {.45, .7, 1.0}) {
    const Vector3 position = surface_position({123, level});
    EXPECT_NEAR(std::hypot(position.x, position.y), kWallRadiusMillimetres, 1e-9) << level;
  }
}

TEST(Surface, HasAFrameOfRightAngles) {
  for (const double level : {.02, .2, .45, .9}) {
    const SurfaceFrame frame = surface_frame({77, level});
    EXPECT_NEAR(dot(frame.around, frame.along), 0, 1e-12);
    EXPECT_NEAR(dot(frame.around, frame.outward), 0, 1e-12);
    EXPECT_NEAR(dot(frame.along, frame.outward), 0, 1e-12);
    EXPECT_NEAR(dot(frame.outward, frame.outward), 1, 1e-12);
  }
}

TEST(Surface, TurnsTheShortWayRound) {
  EXPECT_DOUBLE_EQ(angle_between(350, 10), 20);
  EXPECT_DOUBLE_EQ(angle_between(10, 350), -20);
  EXPECT_DOUBLE_EQ(angle_between(-30, 330), 0);
}

TEST(SurfaceBlur, LeavesAnEvenSurfaceEven) {
  const SurfaceField blurred = SurfaceBlur(5).apply(SurfaceField(0.7F));
  const auto [low, high] = std::ranges::minmax(blurred.values);
  EXPECT_NEAR(low, 0.7, 1e-5);
  EXPECT_NEAR(high, 0.7, 1e-5);
}

// One bright node on the cylinder spreads with the same deviation both ways, that of the blur cut
// at three sigmas (0.986 sigma per axis for a Gaussian cut at that radius).
TEST(SurfaceBlur, SpreadsAsFarAroundAsAlong) {
  constexpr double kSigma = 5;
  constexpr int kLevel = 40;
  SurfaceField spot;
  spot.row(kLevel)[60] = 1;
  SurfaceField blurred = SurfaceBlur(kSigma).apply(spot);
  const SurfacePoint centre = surface_node(kLevel, 60);
  double total = 0;
  double around = 0;
  double along = 0;
  for_each_node(blurred, [&](SurfacePoint point, float& value) {
    const double turn = angle_between(centre.theta, point.theta) * M_PI / 180;
    const double rise = (point.level - centre.level) * kApexToRimMillimetres;
    total += value;
    around += value * std::pow(turn * kWallRadiusMillimetres, 2);
    along += value * rise * rise;
  });
  EXPECT_NEAR(std::sqrt(around / total), kSigma, 0.15);
  EXPECT_NEAR(std::sqrt(along / total), kSigma, 0.15);
}

TEST(SurfaceBlur, MixesAcrossTheApex) {
  SurfaceField half;
  for_each_node(half, [](SurfacePoint point, float& value) { value = point.theta < 180 ? 1 : 0; });
  const SurfaceField blurred = SurfaceBlur(5).apply(half);
  EXPECT_NEAR(blurred.row(0)[30], 0.5, 0.1);
  EXPECT_NEAR(blurred.row(0)[90], 0.5, 0.1);
  EXPECT_NEAR(blurred.row(40)[30], 1, 1e-3);
  EXPECT_NEAR(blurred.row(40)[90], 0, 1e-3);
}

// 200 draws of about 30 independent values per row and more at the apex's one: 5 % and 20 %.
TEST(SurfaceBlur, MakesNoiseOfUnitDeviationAtApexAndBase) {
  const SurfaceBlur blur(6);
  RandomStream random(1, "noise");
  double apex = 0;
  double base = 0;
  constexpr int kDraws = 200;
  for (int i = 0; i < kDraws; ++i) {
    const SurfaceField noise = blur.smooth_noise(random);
    apex += std::pow(noise.row(0)[0], 2);
    for (int angle = 0; angle < kSurfaceAngles; ++angle) {
      base += std::pow(noise.row(50)[angle], 2) / kSurfaceAngles;
    }
  }
  EXPECT_NEAR(std::sqrt(apex / kDraws), 1, 0.2);
  EXPECT_NEAR(std::sqrt(base / kDraws), 1, 0.05);
}

}  // namespace
}  // namespace myolens
