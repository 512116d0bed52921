#include "myolens/explain/localisation.h"

#include <gtest/gtest.h>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr int kSide = 200;
constexpr Disc kDisc{100, 100, 100};

// 255 within a square around (x, y).
Image square(int x, int y, int half) {
  Image mask(kSide, kSide, 1);
  for (int row = y - half; row < y + half; ++row) {
    for (int column = x - half; column < x + half; ++column) *mask.pixel(column, row) = 255;
  }
  return mask;
}

FloatImage heat_on(const Image& mask, float value) {
  FloatImage heat(kSide, kSide, 1);
  for (size_t i = 0; i < mask.samples.size(); ++i) heat.samples[i] = mask.samples[i] ? value : 0;
  return heat;
}

TEST(Localise, IsPerfectForHeatOnTheLesion) {
  const Image lesion = square(160, 100, 20);  // lateral: LCX
  const Localisation found = localise(heat_on(lesion, 0.7F), lesion, kDisc);
  EXPECT_EQ(found.pointing, 1);
  EXPECT_EQ(found.heat_share, 1);
  EXPECT_EQ(found.overlap, 1);
  EXPECT_TRUE(found.territory_hit);
}

// Half of the square's heat lies in the lesion, in a union of one and a half squares.
TEST(Localise, MeasuresTheSharedPart) {
  const Image lesion = square(160, 100, 20);
  const Localisation found = localise(heat_on(square(140, 100, 20), 1), lesion, kDisc);
  EXPECT_DOUBLE_EQ(found.pointing, 0.5);
  EXPECT_DOUBLE_EQ(found.heat_share, 0.5);
  EXPECT_NEAR(found.overlap, 1.0 / 3.0, 1e-12);
}

TEST(Localise, MissesElsewhere) {
  const Localisation found =
      localise(heat_on(square(100, 30, 10), 1), square(160, 100, 20), kDisc);  // anterior: LAD
  EXPECT_EQ(found.pointing, 0);
  EXPECT_EQ(found.heat_share, 0);
  EXPECT_FALSE(found.territory_hit);
}

// Even heat points at the lesion with the chance of its area.
TEST(Localise, EvenHeatHitsByChance) {
  const Image lesion = square(160, 100, 20);
  const Localisation found = localise(FloatImage(kSide, kSide, 1, 0.5F), lesion, kDisc);
  EXPECT_DOUBLE_EQ(found.pointing, lesion_area_share(lesion, kDisc));
  EXPECT_DOUBLE_EQ(found.heat_share, lesion_area_share(lesion, kDisc));
  EXPECT_NEAR(lesion_area_share(lesion, kDisc), 1600 / (3.14159265 * 1e4), 1e-4);
}

TEST(Localise, HeatWithoutAPositiveValueHitsNothing) {
  const Localisation found = localise(FloatImage(kSide, kSide, 1, 0), square(160, 100, 20), kDisc);
  EXPECT_EQ(found.pointing, 0);
  EXPECT_EQ(found.overlap, 0);
  EXPECT_FALSE(found.territory_hit);
}

TEST(Localise, HeatOutsideTheDiscDoesNotCount) {
  const Image lesion = square(160, 100, 20);
  FloatImage heat = heat_on(lesion, 0.5F);
  *heat.pixel(1, 1) = 9;
  EXPECT_EQ(localise(heat, lesion, kDisc).pointing, 1);
}

TEST(Localise, RefusesAnEmptyLesionAndOtherSizes) {
  const FloatImage heat(kSide, kSide, 1, 1);
  EXPECT_THROW(localise(heat, Image(kSide, kSide, 1), kDisc), Error);
  EXPECT_THROW(localise(FloatImage(10, 10, 1), square(160, 100, 20), kDisc), Error);
}

}  // namespace
}  // namespace myolens
