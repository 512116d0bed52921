// Polar maps of known uptake drawn on screens, for the tests of this folder. Synthetic.
#pragma once

#include <algorithm>
#include <cmath>
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
  const double along =
      0.82 + 0.10 * std::sin(std::numbers::pi * position.r * std::sqrt(position.r));
  const double around = 1 + 0.04 * std::cos((position.theta - 20) * kDegree) * position.r;
  const double notch =
      std::pow((position.r - 1.0) / 0.15, 2) + std::pow((position.theta - 185) / 45, 2);
  return along * around * (notch < 20 ? 1 - 0.4 * std::exp(-notch) : 1);
}

inline double uptake_at(DiscPosition position, const std::vector<Lesion>& lesions) {
  constexpr double kDegree = std::numbers::pi / 180;
  double uptake = normal_uptake(position) / 0.95;
  for (const Lesion& lesion : lesions) {
    const double cosine = std::cos((position.theta - lesion.theta) * kDegree);
    const double square =
        position.r * position.r + lesion.r * lesion.r - 2 * position.r * lesion.r * cosine;
    const double q = std::sqrt(std::max(square, 0.0)) / lesion.size;
    if (q < 3.5) uptake *= 1 - lesion.depth / (1 + std::exp((q - 1) * 8));
  }
  return std::clamp(uptake, 0.0, 1.0);
}

inline std::vector<Lesion> two_lesions() {
  return {{0.65, 270, 0.30, 0.65}, {0.35, 120, 0.18, 0.35}};
}

// A map in numbers, to be shown in several colour scales.
struct SyntheticMap {
  Disc disc;
  FloatImage uptake;  // one channel, of the screen's size; 0 outside the disc
};

inline SyntheticMap synthetic_map(int width, int height, const Disc& disc,
                                  const std::vector<Lesion>& lesions) {
  SyntheticMap map{disc, FloatImage(width, height, 1)};
  const double reach = 1 + 1 / disc.radius;
  for (int y = 0; y < height; ++y) {
    if (std::abs(y + 0.5 - disc.centre_y) > reach * disc.radius) continue;
    for (int x = 0; x < width; ++x) {
      if (std::abs(x + 0.5 - disc.centre_x) > reach * disc.radius) continue;
      const DiscPosition position = disc_position(disc, x + 0.5, y + 0.5);
      if (position.r > reach) continue;
      *map.uptake.pixel(x, y) = static_cast<float>(uptake_at(position, lesions));
    }
  }
  return map;
}

// Draws the map on a screen of its size, its rim anti-aliased.
inline void draw_map(Image& screen, const SyntheticMap& map, std::string_view scale_name) {
  const ColourScale& scale = find_colour_scale(scale_name);
  for (int y = 0; y < screen.height; ++y) {
    for (int x = 0; x < screen.width; ++x) {
      const double distance = std::hypot(x + 0.5 - map.disc.centre_x, y + 0.5 - map.disc.centre_y);
      const double cover = std::clamp(map.disc.radius - distance + 0.5, 0.0, 1.0);
      if (cover <= 0) continue;
      const Rgb colour = colour_for(scale, static_cast<double>(*map.uptake.pixel(x, y)));
      for (size_t c = 0; c < 3; ++c) {
        uint8_t& sample = screen.pixel(x, y)[c];
        sample = static_cast<uint8_t>(std::lround(cover * colour[c] + (1 - cover) * sample));
      }
    }
  }
}

inline void draw_map(Image& screen, const Disc& disc, std::string_view scale_name,
                     const std::vector<Lesion>& lesions) {
  draw_map(screen, synthetic_map(screen.width, screen.height, disc, lesions), scale_name);
}

inline Image through_jpeg(const Image& image, int quality) {
  return decode_image(encode_jpeg(image, quality), "test");
}

}  // namespace myolens::test
