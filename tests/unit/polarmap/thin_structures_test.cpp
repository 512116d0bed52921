#include "myolens/polarmap/thin_structures.h"

#include <gtest/gtest.h>
#include <numeric>

namespace myolens {
namespace {

Levels equal_levels() {
  Levels levels{};
  std::iota(levels.begin(), levels.end(), uint16_t{0});
  return levels;
}

// Grey 100 with a bright line 3 pixels wide, a dark line 3 wide and a bright square 9 wide.
Image sample_picture() {
  Image image(60, 40, 1, 100);
  for (int y = 0; y < 40; ++y) {
    for (int x = 10; x < 13; ++x) *image.pixel(x, y) = 160;
    for (int x = 20; x < 23; ++x) *image.pixel(x, y) = 30;
  }
  for (int y = 15; y < 24; ++y) {
    for (int x = 40; x < 49; ++x) *image.pixel(x, y) = 200;
  }
  return image;
}

TEST(ThinStructures, StandOutByTheirContrast) {
  const Image image = sample_picture();
  const Image valid(60, 40, 1, 255);
  const auto both = thin_structure_height({image, valid}, equal_levels(), 2, Contrast::kBoth);
  const auto bright = thin_structure_height({image, valid}, equal_levels(), 2, Contrast::kBrighter);
  EXPECT_EQ(*both.pixel(11, 5), 60);
  EXPECT_EQ(*both.pixel(21, 5), 70);
  EXPECT_EQ(*both.pixel(44, 20), 0);
  EXPECT_EQ(*both.pixel(30, 5), 0);
  EXPECT_EQ(*bright.pixel(11, 5), 60);
  EXPECT_EQ(*bright.pixel(21, 5), 0);
}

TEST(ThinStructures, AreWiderForAWiderSquare) {
  const Image image = sample_picture();
  const Image valid(60, 40, 1, 255);
  EXPECT_EQ(
      *thin_structure_height({image, valid}, equal_levels(), 4, Contrast::kBoth).pixel(44, 20), 0);
  EXPECT_EQ(
      *thin_structure_height({image, valid}, equal_levels(), 5, Contrast::kBoth).pixel(44, 20),
      100);
}

TEST(ThinStructures, AreMeasuredInTheLevelsGiven) {
  Levels levels = equal_levels();
  for (uint16_t& level : levels) level = static_cast<uint16_t>(5 * level);
  const Image image = sample_picture();
  const auto height =
      thin_structure_height({image, Image(60, 40, 1, 255)}, levels, 2, Contrast::kBoth);
  EXPECT_EQ(*height.pixel(11, 5), 300);
}

TEST(ThinStructures, DoNotComeFromInvalidPixels) {
  Image image(20, 20, 1, 100);
  Image valid(20, 20, 1, 255);
  for (int y = 0; y < 20; ++y) {
    *image.pixel(10, y) = 0;
    *valid.pixel(10, y) = 0;
  }
  const auto height = thin_structure_height({image, valid}, equal_levels(), 2, Contrast::kBoth);
  EXPECT_EQ(height, BasicImage<uint16_t>(20, 20, 1));
}

TEST(ThinStructures, GrowInEveryDirection) {
  Image mask(9, 9, 1);
  *mask.pixel(4, 4) = 255;
  const Image wide = grown(mask, 2);
  for (int y = 0; y < 9; ++y) {
    for (int x = 0; x < 9; ++x) {
      EXPECT_EQ(*wide.pixel(x, y), std::abs(x - 4) <= 2 && std::abs(y - 4) <= 2 ? 255 : 0);
    }
  }
}

}  // namespace
}  // namespace myolens
