#include "myolens/polarmap/aha.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numbers>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr Disc kDisc{100.5, 80.5, 60};

// Positions and segments by hand from Cerqueira et al. 2002, limits included.
TEST(Aha, GivesEveryPositionItsSegment) {
  struct Case {
    DiscPosition position;
    int segment;
  };
  const Case cases[] = {{{0.1, 200}, 17},  {{0.3, 90}, 13},    {{0.3, 180}, 14}, {{0.3, 270}, 15},
                        {{0.3, 0}, 16},    {{0.25, 45}, 13},   {{0.5, 60}, 7},   {{0.6, 150}, 8},
                        {{0.6, 210}, 9},   {{0.6, 30}, 12},    {{0.75, 60}, 1},  {{0.9, 180}, 3},
                        {{0.9, 179.9}, 2}, {{1, 359.9}, 5},    {{0.6, 270}, 10}, {{0.6, 330}, 11},
                        {{0.9, 270}, 4},   {{0.9, 0}, 6},      {{0.9, 59.9}, 6}, {{0.3, 44.9}, 16},
                        {{0.3, 315}, 16},  {{0.2499, 45}, 17}, {{0.7499, 60}, 7}};
  for (const Case& test : cases) {
    EXPECT_EQ(segment_at(test.position), test.segment)
        << test.position.r << " " << test.position.theta;
  }
}

TEST(Aha, CountsAnglesCounterClockwiseFromTheLateralWall) {
  struct Case {
    double x, y;
    double theta;
  };
  for (const Case& test : {Case{130.5, 80.5, 0}, Case{100.5, 50.5, 90}, Case{70.5, 80.5, 180},
                           Case{100.5, 110.5, 270}}) {
    const DiscPosition position = disc_position(kDisc, test.x, test.y);
    EXPECT_DOUBLE_EQ(position.theta, test.theta);
    EXPECT_DOUBLE_EQ(position.r, 0.5);
  }
  const DiscPosition just_below = disc_position(kDisc, 130.5, std::nextafter(80.5, 100));
  EXPECT_GE(just_below.theta, 0);
  EXPECT_LT(just_below.theta, 360);
}

TEST(Aha, NamesSegmentsAndTerritories) {
  EXPECT_EQ(segment_name(1), "basal anterior");
  EXPECT_EQ(segment_name(9), "mid inferoseptal");
  EXPECT_EQ(segment_name(16), "apical lateral");
  EXPECT_EQ(segment_name(17), "apex");
  EXPECT_EQ(territory_name(Territory::kLcx), "LCX");
  EXPECT_THROW(segment_name(0), Error);
  EXPECT_THROW(territory_of(18), Error);
}

TEST(Aha, AssignsTerritoriesByConvention) {
  std::array<std::vector<int>, 3> segments;
  for (int segment = 1; segment <= kSegments; ++segment) {
    segments[static_cast<size_t>(territory_of(segment))].push_back(segment);
  }
  EXPECT_THAT(segments[static_cast<size_t>(Territory::kLad)],
              testing::ElementsAre(1, 2, 7, 8, 13, 14, 17));
  EXPECT_THAT(segments[static_cast<size_t>(Territory::kRca)],
              testing::ElementsAre(3, 4, 9, 10, 15));
  EXPECT_THAT(segments[static_cast<size_t>(Territory::kLcx)],
              testing::ElementsAre(5, 6, 11, 12, 16));
}

// Rings of equal width: areas 1/16, 3/16, 5/16 and 7/16.
TEST(Aha, KnowsTheAreaShareOfEveryTerritory) {
  const double lad = 1.0 / 16 + 2 * 3.0 / 64 + 2 * 5.0 / 96 + 2 * 7.0 / 96;
  const double other = 3.0 / 64 + 2 * 5.0 / 96 + 2 * 7.0 / 96;
  EXPECT_NEAR(territory_area_share(Territory::kLad), lad, 1e-12);
  EXPECT_NEAR(territory_area_share(Territory::kRca), other, 1e-12);
  EXPECT_NEAR(territory_area_share(Territory::kLcx), other, 1e-12);
  EXPECT_NEAR(lad, 0.406, 0.0005);
  EXPECT_NEAR(other, 0.297, 0.0005);
}

// Rings of equal width, 6, 6, 4 and 1 segments.
TEST(Segments, CoverTheirPartOfTheDisc) {
  EXPECT_NEAR(segment_area_share(1), (16. - 9) / 16 / 6, 1e-15);
  EXPECT_NEAR(segment_area_share(12), (9. - 4) / 16 / 6, 1e-15);
  EXPECT_NEAR(segment_area_share(13), (4. - 1) / 16 / 4, 1e-15);
  EXPECT_NEAR(segment_area_share(17), 1. / 16, 1e-15);
  EXPECT_THROW(segment_area_share(0), Error);
  EXPECT_THROW(segment_area_share(18), Error);
}

TEST(Aha, AveragesEverySegment) {
  FloatImage image(201, 161, 1);
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const DiscPosition position = disc_position(kDisc, x + 0.5, y + 0.5);
      *image.pixel(x, y) = position.r <= 1 ? static_cast<float>(segment_at(position)) : -1000.0F;
    }
  }
  const auto means = segment_means(image, kDisc);
  for (size_t i = 0; i < means.size(); ++i) EXPECT_DOUBLE_EQ(means[i], static_cast<double>(i + 1));
}

TEST(Aha, HasNoMeanForASegmentWithoutPixels) {
  const auto means = segment_means(FloatImage(10, 10, 1, 0.5F), {0, 5, 5});
  EXPECT_TRUE(std::isnan(means[2]));  // the septum lies left of the picture
  EXPECT_DOUBLE_EQ(means[5], 0.5);
  EXPECT_THROW(segment_means(FloatImage(10, 10, 3), {5, 5, 5}), Error);
}

}  // namespace
}  // namespace myolens
