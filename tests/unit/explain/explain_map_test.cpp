#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <numbers>
#include <numeric>

#include "myolens/explain/grad_cam.h"

namespace myolens {
namespace {

using testing::Each;

constexpr int kSide = 210;
constexpr Disc kDisc{kSide / 2.0, kSide / 2.0, kSide / 2.0};

FloatImage cells(int side, float value = 0) { return FloatImage(side, side, 1, value); }

struct Point {
  double x = 0;
  double y = 0;
};

Point centroid(const FloatImage& heat) {
  double sum = 0;
  Point point;
  for (int y = 0; y < heat.height; ++y) {
    for (int x = 0; x < heat.width; ++x) {
      const double value = *heat.pixel(x, y);
      sum += value;
      point.x += value * (x + 0.5);
      point.y += value * (y + 0.5);
    }
  }
  return {point.x / sum, point.y / sum};
}

// Cell (5, 1) of 7 x 7 covers x 150 to 180 and y 30 to 60 of a picture of 210 pixels.
TEST(ExplainMap, PutsAHotCellOnItsPlaceInThePicture) {
  FloatImage hot = cells(7);
  *hot.pixel(5, 1) = 3;
  const Explanation explanation = explain_map(hot, kSide, kSide, kDisc);
  const FloatImage& heat = explanation.heat;
  ASSERT_TRUE(explanation.has_positive_evidence);
  ASSERT_EQ(heat.width, kSide);
  ASSERT_EQ(heat.height, kSide);
  // Symmetric about the cell's centre; float32 sums.
  EXPECT_NEAR(centroid(heat).x, 165, 1e-2);
  EXPECT_NEAR(centroid(heat).y, 45, 1e-2);
  EXPECT_NEAR(*heat.pixel(164, 44), 1, 0.05);  // half a pixel off the top of a triangle of 30
  EXPECT_EQ(*heat.pixel(164, 80), 0);          // beyond the neighbouring cell's centre
  EXPECT_EQ(*heat.pixel(120, 44), 0);
  EXPECT_EQ(*heat.pixel(45, 165), 0);  // x and y exchanged
}

TEST(ExplainMap, TakesPicturesThatAreNotSquare) {
  FloatImage hot(4, 2, 1);
  *hot.pixel(2, 0) = 1;
  const FloatImage heat = explain_map(hot, 160, 60, {80, 30, 30}).heat;
  ASSERT_EQ(heat.width, 160);
  ASSERT_EQ(heat.height, 60);
  EXPECT_NEAR(centroid(heat).x, 100, 1e-2);
  EXPECT_LT(centroid(heat).y, 30);  // the upper half, cut by the border
}

// Rings of equal width: apex 1/16 of the area, apical 3/16, mid 5/16, basal 7/16; the LAD has the
// apex, two of four apical and two of six further segments in each ring.
TEST(ExplainMap, SharesUniformHeatAsTheTerritoriesShareTheArea) {
  const Explanation explanation = explain_map(cells(7, 0.5f), kSide, kSide, kDisc);
  EXPECT_NEAR(explanation.territory_share[0], 0.40625, 0.004);  // one row of pixels at the borders
  EXPECT_NEAR(explanation.territory_share[1], 0.296875, 0.004);
  EXPECT_NEAR(explanation.territory_share[2], 0.296875, 0.004);
  EXPECT_NEAR(explanation.outside_share, 1 - std::numbers::pi / 4, 0.004);
}

TEST(ExplainMap, SharesSumToOne) {
  FloatImage mixed = cells(7);
  for (size_t i = 0; i < mixed.samples.size(); ++i)
    mixed.samples[i] = static_cast<float>(i % 5) - 1.5f;
  const Explanation explanation = explain_map(mixed, kSide, kSide, kDisc);
  EXPECT_NEAR(
      std::accumulate(explanation.territory_share.begin(), explanation.territory_share.end(), 0.0),
      1, 1e-9);
  EXPECT_GE(explanation.outside_share, 0);
  EXPECT_LE(explanation.outside_share, 1);
}

struct WallCase {
  const char* wall;
  int x;
  int y;
  Territory territory;
};

// Anterior up, septum left, inferior down, lateral right, as every polar map is shown.
TEST(ExplainMap, FindsTheTerritoryOfAWall) {
  const std::vector<WallCase> cases{{"anterior", 3, 0, Territory::kLad},
                                    {"inferior", 3, 6, Territory::kRca},
                                    {"lateral", 6, 3, Territory::kLcx},
                                    {"apex", 3, 3, Territory::kLad}};
  for (const WallCase& c : cases) {
    FloatImage hot = cells(7);
    *hot.pixel(c.x, c.y) = 1;
    const Explanation explanation = explain_map(hot, kSide, kSide, kDisc);
    EXPECT_GT(explanation.territory_share[static_cast<size_t>(c.territory)], 0.6) << c.wall;
  }
}

TEST(ExplainMap, CountsHeatOutsideOfTheDisc) {
  FloatImage hot = cells(7);
  *hot.pixel(0, 0) = 1;
  const Explanation explanation = explain_map(hot, kSide, kSide, {kSide / 2.0, kSide / 2.0, 40});
  EXPECT_EQ(explanation.outside_share, 1);
  EXPECT_THAT(explanation.territory_share, Each(0));
}

TEST(ExplainMap, ScalesTheStrongestEvidenceToOne) {
  FloatImage hot = cells(3);
  *hot.pixel(1, 1) = 1e-20f;
  const FloatImage small = explain_map(hot, 9, 9, {4.5, 4.5, 4.5}).heat;
  *hot.pixel(1, 1) = 1e20f;
  EXPECT_EQ(explain_map(hot, 9, 9, {4.5, 4.5, 4.5}).heat, small);
  EXPECT_FLOAT_EQ(*small.pixel(4, 4), 1);
}

// Without positive evidence there is nothing to divide by.
TEST(ExplainMap, ShowsNothingWhenAllEvidenceIsNegative) {
  for (const float value : {-1.0f, 0.0f, -std::numeric_limits<float>::infinity(),
                            std::numeric_limits<float>::quiet_NaN()}) {
    const Explanation explanation = explain_map(cells(7, value), kSide, kSide, kDisc);
    EXPECT_FALSE(explanation.has_positive_evidence) << value;
    EXPECT_EQ(explanation.heat, FloatImage(kSide, kSide, 1)) << value;
    EXPECT_THAT(explanation.territory_share, Each(0)) << value;
    EXPECT_EQ(explanation.outside_share, 0) << value;
  }
}

TEST(ExplainMap, LeavesNegativeCellsOut) {
  FloatImage hot = cells(7, -5);
  *hot.pixel(3, 0) = 1;
  FloatImage positive = cells(7, 0);
  *positive.pixel(3, 0) = 1;
  EXPECT_EQ(explain_map(hot, kSide, kSide, kDisc).heat,
            explain_map(positive, kSide, kSide, kDisc).heat);
}

}  // namespace
}  // namespace myolens
