#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <numbers>
#include <numeric>

#include "myolens/explain/explanation.h"
#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::_;
using testing::Each;
using testing::HasSubstr;

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

// Mean place of the pixels within 1e-4 of the maximum.
Point hottest(const FloatImage& heat) {
  const float top = *std::ranges::max_element(heat.samples) - 1e-4f;
  FloatImage plateau = heat;
  for (float& value : plateau.samples) value = value >= top ? 1.0f : 0.0f;
  return centroid(plateau);
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

// Whatever number of cells meets whatever number of pixels, the middle of a hot cell lands on the
// middle of its part of the picture. Of a cell at the border the picture cuts off the outer half of
// the triangle, and the edge repeats.
TEST(ExplainMap, LandsWithOddAndEvenSizes) {
  for (const int side : {1, 2, 3, 6, 7, 8, 14}) {
    for (const int pixels : {side, 97, 98, 224, 331}) {
      for (int column = 0; column < side; ++column) {
        FloatImage hot = cells(side);
        const int row = side - 1 - column;
        *hot.pixel(column, row) = 1;
        const Disc disc{pixels / 2.0, pixels / 2.0, pixels / 2.0};
        const FloatImage heat = explain_map(hot, pixels, pixels, disc).heat;
        const double scale = static_cast<double>(pixels) / side;
        const Point found = hottest(heat);
        EXPECT_NEAR(found.x, (column + 0.5) * scale, 0.5 * scale) << side << " " << pixels;
        EXPECT_NEAR(found.y, (row + 0.5) * scale, 0.5 * scale) << side << " " << pixels;
        if (column == 0 || column == side - 1) continue;
        EXPECT_NEAR(centroid(heat).x, (column + 0.5) * scale, 0.02 * scale + 1e-3);
        EXPECT_NEAR(centroid(heat).y, (row + 0.5) * scale, 0.02 * scale + 1e-3);
      }
    }
  }
}

// A map with a cell per pixel is the picture itself.
TEST(ExplainMap, PutsOnePixelOnItself) {
  FloatImage hot(224, 223, 1);
  *hot.pixel(201, 17) = 2;
  const FloatImage heat = explain_map(hot, 224, 223, {112, 111.5, 111}).heat;
  EXPECT_EQ(*heat.pixel(201, 17), 1);
  EXPECT_EQ(std::accumulate(heat.samples.begin(), heat.samples.end(), 0.0f), 1);
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

// Even heat has the share of the area everywhere, whatever the disc.
TEST(ExplainMap, RatiosOfUniformHeatAreOne) {
  for (const Disc& disc : {kDisc, Disc{90, 120, 60}, Disc{20, 20, 150}}) {
    const Explanation explanation = explain_map(cells(7, 0.5f), kSide, kSide, disc);
    EXPECT_THAT(explanation.territory_ratio, Each(testing::DoubleNear(1, 1e-6)));
    EXPECT_NEAR(explanation.outside_share, explanation.outside_area_share, 1e-6);
    EXPECT_NEAR(
        std::accumulate(explanation.segment_share.begin(), explanation.segment_share.end(), 0.0), 1,
        1e-9);
  }
  // A sixth of the basal ring's 7/16, and the apex's 1/16.
  const Explanation whole = explain_map(cells(7, 0.5f), kSide, kSide, kDisc);
  EXPECT_THAT(whole.segment_ratio, Each(testing::DoubleNear(1, 1e-6)));
  EXPECT_NEAR(whole.segment_share[0], 7.0 / 96, 0.002);
  EXPECT_NEAR(whole.segment_share[16], 1.0 / 16, 0.002);
  EXPECT_NEAR(whole.outside_area_share, 1 - std::numbers::pi / 4, 0.004);
}

TEST(ExplainMap, SegmentsAddUpToTheirTerritory) {
  FloatImage mixed = cells(7);
  for (size_t i = 0; i < mixed.samples.size(); ++i)
    mixed.samples[i] = static_cast<float>(i % 7) - 2.0f;
  const Explanation explanation = explain_map(mixed, kSide, kSide, kDisc);
  for (const Territory territory : kTerritories) {
    const auto index = static_cast<size_t>(territory);
    double sum = 0;
    for (int segment = 1; segment <= kSegments; ++segment) {
      if (territory_of(segment) == territory)
        sum += explanation.segment_share[static_cast<size_t>(segment - 1)];
    }
    EXPECT_NEAR(explanation.territory_share[index], sum, 1e-12);
    EXPECT_NEAR(explanation.territory_ratio[index],
                explanation.territory_share[index] / territory_area_share(territory), 0.03);
  }
}

// One fine cell inside the mid anterior segment, at two thirds of the radius upwards.
// Blocks of pixels are counted together where they lie in one segment.
TEST(ExplainMap, CountsEveryPixelInItsOwnSegment) {
  FloatImage uneven = cells(7);
  for (size_t i = 0; i < uneven.samples.size(); ++i)
    uneven.samples[i] = static_cast<float>(i * 37 % 49) + 1;
  for (const Disc& disc : {kDisc, Disc{101.3, 98.7, 77.9}, Disc{60, 150.5, 12}, Disc{5, 5, 200}}) {
    const Explanation explanation = explain_map(uneven, kSide, kSide, disc);
    std::array<double, kSegments> heat{};
    double inside = 0;
    double all = 0;
    for (int y = 0; y < kSide; ++y) {
      for (int x = 0; x < kSide; ++x) {
        const double value = *explanation.heat.pixel(x, y);
        const DiscPosition position = disc_position(disc, x + 0.5, y + 0.5);
        all += value;
        if (position.r > 1) continue;
        inside += value;
        heat[static_cast<size_t>(segment_at(position) - 1)] += value;
      }
    }
    for (size_t i = 0; i < heat.size(); ++i)
      EXPECT_NEAR(explanation.segment_share[i], heat[i] / inside, 1e-12) << i << " " << disc.radius;
    EXPECT_NEAR(explanation.outside_share, 1 - inside / all, 1e-12);
  }
}

TEST(ExplainMap, FindsASegment) {
  FloatImage hot = cells(42);
  *hot.pixel(21, 7) = 1;
  const Explanation explanation = explain_map(hot, kSide, kSide, kDisc);
  ASSERT_EQ(segment_name(7), "mid anterior");
  EXPECT_GT(explanation.segment_share[6], 0.9);
  EXPECT_NEAR(explanation.segment_ratio[6], explanation.segment_share[6] / (5.0 / 96), 0.6);
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

TEST(ExplainMap, KeepsTheSignBesideThePositivePart) {
  FloatImage mixed = cells(2);
  mixed.samples = {2, -4, 0, 1};
  const Explanation explanation = explain_map(mixed, 2, 2, {1, 1, 1});
  EXPECT_THAT(explanation.signed_heat.samples, testing::ElementsAre(0.5, -1, 0, 0.25));
  EXPECT_THAT(explanation.heat.samples, testing::ElementsAre(1, 0, 0, 0.5));
}

TEST(ExplainMap, ShowsEvidenceAgainstWhereThereIsNoneFor) {
  const Explanation explanation = explain_map(cells(7, -3), kSide, kSide, kDisc);
  EXPECT_FALSE(explanation.has_positive_evidence);
  EXPECT_THAT(explanation.signed_heat.samples, Each(testing::FloatNear(-1, 1e-6f)));
}

// One cell that is no number makes the scale of all others meaningless.
TEST(ExplainMap, ShowsNothingOfAMapThatIsNotFinite) {
  for (const float value :
       {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    FloatImage broken = cells(7, 1);
    *broken.pixel(2, 2) = value;
    const Explanation explanation = explain_map(broken, kSide, kSide, kDisc);
    EXPECT_FALSE(explanation.has_positive_evidence);
    EXPECT_THAT(explanation.heat.samples, Each(0));
    EXPECT_THAT(explanation.signed_heat.samples, Each(0));
  }
}

TEST(ExplainMap, RefusesEmptyMapsAndPictures) {
  EXPECT_THAT([] { explain_map({}, 10, 10, kDisc); }, FailsWith(ErrorCode::kInvalidArgument, _));
  EXPECT_THAT([] { explain_map(cells(7), 0, 10, kDisc); },
              FailsWith(ErrorCode::kInvalidArgument, _));
  EXPECT_THAT([] { explain_map(FloatImage(7, 7, 2), 10, 10, kDisc); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("2 channels")));
}

// 30 pixels a cell; a ring is a quarter of the radius of 105 pixels.
TEST(SegmentRemark, SaysHowCoarseTheMapIs) {
  EXPECT_THAT(segment_remark(cells(7), kSide, kDisc),
              testing::AllOf(HasSubstr("7 x 7"), HasSubstr("1.1 times as wide")));
  EXPECT_THAT(segment_remark(cells(14), kSide, kDisc), HasSubstr("0.6 times"));
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
