#include "myolens/polarmap/coarse_surface.h"

#include <gtest/gtest.h>

namespace myolens {
namespace {

float bowl(int x, int y) {
  const auto dx = static_cast<float>(x - 60);
  const auto dy = static_cast<float>(y - 50);
  return 120 + 0.02F * dx * dx + 0.015F * dy * dy + 0.3F * dx;
}

// A quadratic surface is biharmonic; its slope along the hole's edge must go on inside. Half a step
// of the means of cells: 0.02 * 6^2 / 12 for the squares, and the rest for the bridge.
TEST(CoarseSurface, CarriesACurveAcrossAHole) {
  CoarseSurface surface({120, 100, 6});
  const auto in_hole = [](int x, int y) { return x > 40 && x < 80 && y > 44 && y < 58; };
  for (int y = 0; y < 100; ++y) {
    for (int x = 0; x < 120; ++x) {
      if (in_hole(x, y)) {
        surface.need(x, y);
      } else {
        surface.add(x, y, bowl(x, y));
      }
    }
  }
  surface.finish();
  for (int y = 20; y < 80; ++y) {
    for (int x = 20; x < 100; ++x) {
      const float read = surface.at(static_cast<float>(x), static_cast<float>(y));
      ASSERT_NEAR(read, bowl(x, y), 0.8) << x << " " << y;
      ASSERT_NEAR(surface.at_pixel(x, y), read, 1e-3) << x << " " << y;  // rounding
    }
  }
}

TEST(CoarseSurface, OfNothingIsZero) {
  CoarseSurface surface({10, 10, 3});
  surface.finish();
  EXPECT_EQ(surface.at(5, 5), 0);
}

}  // namespace
}  // namespace myolens
