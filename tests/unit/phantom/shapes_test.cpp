#include "myolens/phantom/shapes.h"

#include <cmath>
#include <gtest/gtest.h>

namespace myolens {
namespace {

float weight_near(const SurfaceField& weights, SurfacePoint wanted) {
  const int level = static_cast<int>(wanted.level * kSurfaceLevels / kSurfaceTop);
  const int angle = static_cast<int>(std::lround(wanted.theta * kSurfaceAngles / 360));
  return weights.row(level)[angle % kSurfaceAngles];
}

TEST(Patch, IsFullInTheMiddleAndHalfAtItsHalfSize) {
  const Patch patch{{90, .70}, 20, 19, .10};  // 19 mm along are 0.2 in level
  const SurfaceField weights = patch_weights(patch);
  EXPECT_GT(weight_near(weights, {90, .70}), 0.99);
  EXPECT_NEAR(weight_near(weights, {90, .90}), 0.5, 0.1);  // nodes are 0.018 apart
  EXPECT_NEAR(weight_near(weights, {90, .50}), 0.5, 0.1);
  EXPECT_LT(weight_near(weights, {270, .70}), 1e-6);
}

TEST(Patch, AtTheApexIsRound) {
  const SurfaceField weights = patch_weights({{100, .02}, 20, 20, .15});
  for (const double theta : {0.0, 90.0, 180.0, 270.0}) {
    EXPECT_GT(weight_near(weights, {theta, .10}), 0.9) << theta;
    EXPECT_LT(weight_near(weights, {theta, .50}), 0.05) << theta;
  }
}

TEST(Patch, WandersWithItsOutline) {
  const Patch patch{{90, .70}, 20, 19, .10};
  const SurfaceField wide = patch_weights(patch, SurfaceField(-1));
  const SurfaceField narrow = patch_weights(patch, SurfaceField(1));
  EXPECT_GT(weight_near(wide, {90, .90}), 0.65);
  EXPECT_LT(weight_near(narrow, {90, .90}), 0.35);
}

TEST(Band, ReachesFromItsLevelToTheBaseBetweenItsAngles) {
  const SurfaceField weights = band_weights(
      {.theta = 354, .half_width = 30, .edge = 10, .from_level = .5, .level_edge = .05});
  EXPECT_GT(weight_near(weights, {6, .8}), 0.95);
  EXPECT_NEAR(weight_near(weights, {24, .8}), 0.5, 1e-4);
  EXPECT_NEAR(weight_near(weights, {354, .5}), 0.5, 0.1);
  EXPECT_LT(weight_near(weights, {354, .3}), 0.01);
  EXPECT_LT(weight_near(weights, {180, .8}), 0.01);
}

}  // namespace
}  // namespace myolens
