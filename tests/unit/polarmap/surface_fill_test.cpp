#include "myolens/polarmap/surface_fill.h"

#include <gtest/gtest.h>

namespace myolens {
namespace {

std::vector<float> edge_of_slope(const SurfaceFill& fill, int width) {
  std::vector<float> values;
  for (const uint32_t index : fill.edge()) {
    values.push_back(static_cast<float>(3 * (static_cast<int>(index) % width) +
                                        2 * (static_cast<int>(index) / width)));
  }
  return values;
}

// A plane solves Laplace's equation; what few steps leave over is largest at the open ends.
TEST(SurfaceFill, CarriesASlopeThroughALine) {
  Image holes(40, 30, 1);
  for (int x = 5; x < 35; ++x) {
    for (int y = 12; y < 17; ++y) *holes.pixel(x, y) = 255;
  }
  const SurfaceFill fill(holes, Image(40, 30, 1, 255));
  const auto values = fill.solve(edge_of_slope(fill, 40));
  ASSERT_EQ(values.size(), 30 * 5U);
  for (size_t i = 0; i < values.size(); ++i) {
    const int x = static_cast<int>(fill.holes()[i]) % 40;
    const int y = static_cast<int>(fill.holes()[i]) / 40;
    ASSERT_NEAR(values[i], 3 * x + 2 * y, 1.5);
  }
}

TEST(SurfaceFill, TakesNothingFromUnusablePixels) {
  Image usable(20, 20, 1, 255);
  Image holes(20, 20, 1);
  for (int y = 0; y < 20; ++y) {
    *usable.pixel(0, y) = 0;
    *holes.pixel(1, y) = 255;
  }
  const SurfaceFill fill(holes, usable);
  for (const uint32_t index : fill.edge()) EXPECT_EQ(index % 20, 2U);
  for (const float value : fill.solve(std::vector<float>(fill.edge().size(), 100.0F))) {
    EXPECT_FLOAT_EQ(value, 100);
  }
}

TEST(SurfaceFill, LeavesHolesOutOfReachAsTheyAre) {
  const SurfaceFill fill(Image(4, 4, 1, 255), Image(4, 4, 1, 255));
  EXPECT_TRUE(fill.holes().empty());
  EXPECT_TRUE(fill.solve({}).empty());
}

}  // namespace
}  // namespace myolens
