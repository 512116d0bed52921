#include "myolens/polarmap/surface_fill.h"

#include <gtest/gtest.h>

namespace myolens {
namespace {

Image slope(int width, int height) {
  Image plane(width, height, 1);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) *plane.pixel(x, y) = static_cast<uint8_t>(3 * x + 2 * y);
  }
  return plane;
}

// A plane solves Laplace's equation; its eight-neighbour mean is itself.
TEST(SurfaceFill, CarriesASlopeThroughALine) {
  const Image original = slope(40, 30);
  Image plane = original;
  Image holes(40, 30, 1);
  for (int x = 5; x < 35; ++x) {
    for (int y = 12; y < 17; ++y) {
      *holes.pixel(x, y) = 255;
      *plane.pixel(x, y) = 255;
    }
  }
  SurfaceFill(holes, Image(40, 30, 1, 255)).apply(plane);
  for (size_t i = 0; i < plane.samples.size(); ++i) {
    ASSERT_NEAR(plane.samples[i], original.samples[i], 2) << i;
  }
}

TEST(SurfaceFill, TakesNothingFromUnusablePixels) {
  Image plane(20, 20, 1, 100);
  Image usable(20, 20, 1, 255);
  Image holes(20, 20, 1);
  for (int y = 0; y < 20; ++y) {
    *plane.pixel(0, y) = 0;
    *usable.pixel(0, y) = 0;
    *holes.pixel(1, y) = 255;
    *plane.pixel(1, y) = 240;
  }
  SurfaceFill(holes, usable).apply(plane);
  for (int y = 0; y < 20; ++y) {
    EXPECT_EQ(*plane.pixel(0, y), 0);
    EXPECT_EQ(*plane.pixel(1, y), 100);
  }
}

TEST(SurfaceFill, LeavesHolesOutOfReachAsTheyAre) {
  Image plane(4, 4, 1, 77);
  SurfaceFill(Image(4, 4, 1, 255), Image(4, 4, 1, 255)).apply(plane);
  EXPECT_EQ(plane, Image(4, 4, 1, 77));
}

}  // namespace
}  // namespace myolens
