#include "myolens/polarmap/deficit.h"

#include <gtest/gtest.h>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr int kSide = 128;
constexpr Disc kDisc{64, 64, 64};

FloatImage even_map(float uptake) { return FloatImage(kSide, kSide, 1, uptake); }

// Mean 0.85, standard deviation of the two maps 0.0707, floor 0.02: z = (uptake - 0.85) / 0.0907.
TEST(NormalFile, CountsDeviationsBelowNormalBeyondTwo) {
  NormalFile normal;
  normal.add(even_map(0.8F), kDisc);
  normal.add(even_map(0.9F), kDisc);
  EXPECT_EQ(normal.maps(), 2);
  EXPECT_EQ(normal.deficit(even_map(0.95F), kDisc), 0);
  EXPECT_EQ(normal.deficit(even_map(0.68F), kDisc), 0);
  EXPECT_NEAR(normal.deficit(even_map(0.50F), kDisc), 0.35 / 0.0907107 - 2, 1e-4);
  EXPECT_EQ(normal.deficit(even_map(0.0F), kDisc), 4);
}

// A defect over the lower half, deep enough for the largest value, weighs half.
TEST(NormalFile, AveragesOverTheDisc) {
  NormalFile normal;
  normal.add(even_map(0.8F), kDisc);
  normal.add(even_map(0.8F), kDisc);
  FloatImage map = even_map(0.8F);
  std::fill_n(map.pixel(0, kSide / 2), kSide * kSide / 2, 0.1F);
  EXPECT_NEAR(normal.deficit(map, kDisc), 2, 1e-12);
}

TEST(NormalFile, RefusesWhatItCannotScore) {
  NormalFile normal;
  normal.add(even_map(0.8F), kDisc);
  EXPECT_THROW(normal.deficit(even_map(0.8F), kDisc), Error);
  EXPECT_THROW(normal.add(FloatImage(kSide, kSide, 3), kDisc), Error);
  EXPECT_THROW(normal.add(even_map(0.8F), {64, 64, 20}), Error);
  EXPECT_THROW(normal.add(even_map(0.8F), {30, 64, 64}), Error);
}

}  // namespace
}  // namespace myolens
