// Polar maps of known uptake drawn on screens, for the tests of this folder. Synthetic.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <string_view>
#include <vector>

#include "myolens/imaging/codec.h"
#include "myolens/imaging/colour_scale.h"
#include "myolens/imaging/image.h"
#include "myolens/polarmap/aha.h"
#include "myolens/polarmap/disc.h"

namespace myolens::test {

// A round loss of uptake with a soft edge; lengths as fractions of the disc radius.
struct Lesion {
  double r = 0.6;
  double theta = 270;
  double size = 0.25;
  double depth = 0.6;
};

// A normal map dims towards the apex, the rim and most of all the membranous septum.
inline double normal_uptake(DiscPosition position) {
  constexpr double kDegree = std::numbers::pi / 180;
  const double along = 0.82 + 0.10 * std::sin(std::numbers::pi * std::pow(position.r, 1.5));
  const double around = 1 + 0.04 * std::cos((position.theta - 20) * kDegree) * position.r;
  const double q = std::hypot((position.r - 1.0) / 0.15, (position.theta - 185) / 45);
  return along * around * (1 - 0.4 * std::exp(-q * q));
}

inline double uptake_at(DiscPosition position, const std::vector<Lesion>& lesions) {
  constexpr double kDegree = std::numbers::pi / 180;
  const double x = position.r * std::cos(position.theta * kDegree);
  const double y = position.r * std::sin(position.theta * kDegree);
  double uptake = normal_uptake(position) / 0.95;
  for (const Lesion& lesion : lesions) {
    const double dx = x - lesion.r * std::cos(lesion.theta * kDegree);
    const double dy = y - lesion.r * std::sin(lesion.theta * kDegree);
    const double q = std::hypot(dx, dy) / lesion.size;
    uptake *= 1 - lesion.depth / (1 + std::exp((q - 1) * 8));
  }
  return std::clamp(uptake, 0.0, 1.0);
}

inline std::vector<Lesion> two_lesions() {
  return {{0.65, 270, 0.30, 0.65}, {0.35, 120, 0.18, 0.35}};
}

// Draws the map on `screen`, its rim anti-aliased.
inline void draw_map(Image& screen, const Disc& disc, std::string_view scale_name,
                     const std::vector<Lesion>& lesions) {
  const ColourScale& scale = find_colour_scale(scale_name);
  for (int y = 0; y < screen.height; ++y) {
    for (int x = 0; x < screen.width; ++x) {
      const DiscPosition position = disc_position(disc, x + 0.5, y + 0.5);
      const double cover = std::clamp((1 - position.r) * disc.radius + 0.5, 0.0, 1.0);
      if (cover <= 0) continue;
      const Rgb colour = colour_for(scale, uptake_at(position, lesions));
      for (int c = 0; c < 3; ++c) {
        uint8_t& sample = screen.pixel(x, y)[c];
        const double mixed = cover * colour[static_cast<size_t>(c)] + (1 - cover) * sample;
        sample = static_cast<uint8_t>(std::lround(mixed));
      }
    }
  }
}

inline Image through_jpeg(const Image& image, int quality) {
  return decode_image(encode_jpeg(image, quality), "test");
}

}  // namespace myolens::test
