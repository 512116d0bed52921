// A small screen as a vendor's program shows it: a coloured disc on black.
#pragma once

#include <algorithm>
#include <cmath>

#include "myolens/imaging/colour_scale.h"
#include "myolens/imaging/image.h"

namespace myolens {

inline constexpr int kScreenWidth = 240;
inline constexpr int kScreenHeight = 180;
inline constexpr double kScreenCentreX = 130;
inline constexpr double kScreenCentreY = 88;
inline constexpr double kScreenRadius = 60;

// `variant` moves a defect around, so that two screens differ.
inline Image drawn_screen(int variant) {
  Image screen(kScreenWidth, kScreenHeight, 3);
  const ColourScale& scale = find_colour_scale("hot_iron");
  for (int y = 0; y < kScreenHeight; ++y) {
    for (int x = 0; x < kScreenWidth; ++x) {
      const double dx = x + 0.5 - kScreenCentreX;
      const double dy = y + 0.5 - kScreenCentreY;
      if (std::hypot(dx, dy) > kScreenRadius) continue;
      const double angle = variant * 0.7;
      const double distance = std::hypot(dx - 30 * std::cos(angle), dy - 30 * std::sin(angle));
      const double uptake = 0.9 - 0.4 * std::exp(-distance * distance / 300);
      const Rgb colour = colour_for(scale, uptake);
      std::copy(colour.begin(), colour.end(), screen.pixel(x, y));
    }
  }
  return screen;
}

inline Image black_screen() { return Image(kScreenWidth, kScreenHeight, 3); }

}  // namespace myolens
