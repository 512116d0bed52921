#include "myolens/polarmap/ground.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace myolens {

Rgb ground_around(const Image& screen, const Disc& disc) {
  constexpr int kRays = 64;
  std::array<std::vector<uint8_t>, 3> samples;
  for (int i = 0; i < kRays; ++i) {
    const double angle = 2 * std::numbers::pi * i / kRays;
    for (const double outside : {6.0, 9.0}) {
      const double r = disc.radius + outside;
      const auto x = static_cast<int>(std::floor(disc.centre_x + r * std::cos(angle)));
      const auto y = static_cast<int>(std::floor(disc.centre_y + r * std::sin(angle)));
      if (!screen.contains(x, y)) continue;
      for (size_t c = 0; c < 3; ++c) samples[c].push_back(screen.pixel(x, y)[c]);
    }
  }
  Rgb ground{};
  for (size_t c = 0; c < 3; ++c) {
    if (samples[c].empty()) continue;
    const auto middle = samples[c].begin() + static_cast<ptrdiff_t>(samples[c].size() / 2);
    std::nth_element(samples[c].begin(), middle, samples[c].end());
    ground[c] = *middle;
  }
  return ground;
}

}  // namespace myolens
