#include "myolens/polarmap/rim_profile.h"

#include <gtest/gtest.h>

namespace myolens {
namespace {

constexpr double kDepth = 0.1;

// 200 inside, `gap` from the circle to 3 pixels outside it, `arc` up to `outer` pixels, then
// ground.
RimProfile profile_with(double gap, double arc, double outer) {
  RimProfile profile{-14, {}};
  for (double offset = -14; offset <= 14; offset += RimProfile::kStep) {
    const double outside = offset < 3 ? gap : offset < outer ? arc : 0;
    profile.levels.push_back(offset < 0 ? 200 : outside);
  }
  return profile;
}

TEST(RimProfile, EndsTheMapBeforeAGapThatIsOnlyPartlyGround) {
  for (const double gap : {0.0, 60.0, 120.0, 170.0}) {
    const auto end = end_before_gap(profile_with(gap, 220, 8), kDepth);
    ASSERT_TRUE(end) << gap;
    EXPECT_NEAR(*end, 0, RimProfile::kStep) << gap;
  }
}

TEST(RimProfile, SeesNoGapWithoutAnArcAfterIt) {
  EXPECT_FALSE(end_before_gap(profile_with(0, 0, 8), kDepth)) << "nothing follows";
  EXPECT_FALSE(end_before_gap(profile_with(190, 220, 8), kDepth)) << "less than a tenth is missing";
  EXPECT_FALSE(end_before_gap(profile_with(120, 220, 20), kDepth)) << "no ground follows";
  EXPECT_FALSE(end_before_gap(profile_with(150, 220, 4), kDepth)) << "a line along the rim";
}

// The level falls by a tenth over 4 pixels, then comes a line three times as high, 3 pixels wide.
TEST(RimProfile, TakesNoDimRimWithALineAlongItForAGap) {
  RimProfile profile{-14, {}};
  for (double offset = -14; offset <= 14; offset += RimProfile::kStep) {
    const double line = offset < 1.5 ? 150 : offset < 3 ? 150 - 100 * (offset - 1.5) : 0;
    profile.levels.push_back(offset < -1 ? 50 - 2 * offset : line);
  }
  EXPECT_FALSE(end_before_gap(profile, kDepth));
}

TEST(RimProfile, TellsAFadingRimFromACutOne) {
  RimProfile fading{-14, {}};
  for (double offset = -14; offset <= 14; offset += RimProfile::kStep) {
    fading.levels.push_back(100 - 7 * offset);
  }
  EXPECT_TRUE(fades_out(fading, 60, 0.15));
  EXPECT_FALSE(fades_out(profile_with(0, 0, 8), 60, 0.15));
  EXPECT_FALSE(fades_out(profile_with(0, 220, 8), 400, 0.15)) << "arcs are not the map";
}

TEST(RimProfile, IsLinearBetweenLevelsAndConstantBeyond) {
  const RimProfile profile{-1, {10, 20, 40}};
  EXPECT_DOUBLE_EQ(profile.last(), 0);
  EXPECT_DOUBLE_EQ(profile.at(-0.75), 15);
  EXPECT_DOUBLE_EQ(profile.at(-5), 10);
  EXPECT_DOUBLE_EQ(profile.at(5), 40);
  EXPECT_DOUBLE_EQ(profile.highest(-1, -0.25), 30);
  EXPECT_DOUBLE_EQ(profile.lowest(-0.75, 0), 15);
}

}  // namespace
}  // namespace myolens
