// A small screen as a vendor's program shows it: a coloured disc on black.
#pragma once

#include <algorithm>
#include <cmath>

#include "myolens/imaging/colour_scale.h"
#include "myolens/imaging/image.h"

namespace myolens {

inline constexpr int kDrawnWidth = 240;
inline constexpr int kDrawnHeight = 180;
inline constexpr double kDrawnCentreX = 130;
inline constexpr double kDrawnCentreY = 88;
inline constexpr double kDrawnRadius = 60;

// `variant` moves a defect around, so that two screens differ.
inline Image drawn_screen(int variant) {
  Image screen(kDrawnWidth, kDrawnHeight, 3);
  const ColourScale& scale = find_colour_scale("hot_iron");
  for (int y = 0; y < kDrawnHeight; ++y) {
    for (int x = 0; x < kDrawnWidth; ++x) {
      const double dx = x + 0.5 - kDrawnCentreX;
      const double dy = y + 0.5 - kDrawnCentreY;
      if (std::hypot(dx, dy) > kDrawnRadius) continue;
      const double angle = variant * 0.7;
      const double distance = std::hypot(dx - 30 * std::cos(angle), dy - 30 * std::sin(angle));
      const double uptake = 0.9 - 0.4 * std::exp(-distance * distance / 300);
      const Rgb colour = colour_for(scale, uptake);
      std::copy(colour.begin(), colour.end(), screen.pixel(x, y));
    }
  }
  return screen;
}

// Of three channels each; what the lower one leaves free is black.
inline Image side_by_side(const Image& left, const Image& right) {
  Image both(left.width + right.width, std::max(left.height, right.height), 3);
  for (int y = 0; y < left.height; ++y)
    std::copy_n(left.pixel(0, y), 3 * left.width, both.pixel(0, y));
  for (int y = 0; y < right.height; ++y)
    std::copy_n(right.pixel(0, y), 3 * right.width, both.pixel(left.width, y));
  return both;
}

inline Image black_screen() { return Image(kDrawnWidth, kDrawnHeight, 3); }

}  // namespace myolens
