#include "myolens/phantom/screen_parts.h"

#include <algorithm>
#include <cmath>

namespace myolens {
namespace {

constexpr double kLargestDifference = .4;  // of uptake, shown in the strongest colour

// Share of a pixel inside the circle, to a few hundredths.
double coverage(const Disc& disc, int x, int y) {
  const double right = x + 0.5 - disc.centre_x;
  const double down = y + 0.5 - disc.centre_y;
  return std::clamp(disc.radius - std::sqrt(right * right + down * down) + 0.5, 0.0, 1.0);
}

uint8_t mixed(uint8_t from, uint8_t to, double share) {
  return static_cast<uint8_t>(from + share * (to - from) + 0.5);
}

Rgb mixed(Rgb from, Rgb to, double share) {
  return {mixed(from[0], to[0], share), mixed(from[1], to[1], share), mixed(from[2], to[2], share)};
}

template <typename ColourOf>
void paint_disc(Image& screen, const FloatImage& values, const Disc& disc,
                const ColourOf& colour_of, DiscEdge edge = DiscEdge::kExact) {
  const int side = static_cast<int>(std::lround(2 * disc.radius));
  const FloatImage map = resize(values, {side, side});
  const int left = static_cast<int>(std::lround(disc.centre_x - side / 2.0));
  const int top = static_cast<int>(std::lround(disc.centre_y - side / 2.0));
  const int margin = edge == DiscEdge::kExact ? 1 : 0;
  for (int y = -margin; y < side + margin; ++y) {
    for (int x = -margin; x < side + margin; ++x) {
      const double share = coverage(disc, left + x, top + y);
      if (share == 0.0 || !screen.contains(left + x, top + y)) continue;
      const Rgb colour =
          colour_of(*map.pixel(std::clamp(x, 0, side - 1), std::clamp(y, 0, side - 1)));
      uint8_t* pixel = screen.pixel(left + x, top + y);
      for (size_t c = 0; c < 3; ++c) pixel[c] = mixed(pixel[c], colour[c], share);
    }
  }
}

}  // namespace

Image plain_screen(Size size, Rgb ground) {
  Image screen(size.width, size.height, 3);
  for (size_t i = 0; i < screen.samples.size(); ++i) screen.samples[i] = ground[i % 3];
  return screen;
}

void paint_map(Image& screen, const FloatImage& uptake, const Disc& disc, const ColourScale& scale,
               DiscEdge edge) {
  paint_disc(
      screen, uptake, disc, [&](float value) { return colour_for(scale, value); }, edge);
}

void paint_difference(Image& screen, const StressAndRest& maps, const Disc& disc,
                      const DifferenceColours& colours) {
  FloatImage difference = maps.stress;
  for (size_t i = 0; i < difference.samples.size(); ++i) {
    difference.samples[i] -= maps.rest.samples[i];
  }
  paint_disc(screen, difference, disc, [&](float value) {
    const double share = std::min(std::abs(static_cast<double>(value)) / kLargestDifference, 1.0);
    return mixed(colours.equal, value < 0 ? colours.lower : colours.higher, share);
  });
}

void paint_colour_bar(Image& screen, const ScreenBox& box, const ColourScale& scale) {
  for (int y = 0; y < box.height; ++y) {
    const Rgb colour = colour_for(scale, 1.0 - static_cast<double>(y) / (box.height - 1));
    for (int x = 0; x < box.width; ++x) {
      std::ranges::copy(colour, screen.pixel(box.left + x, box.top + y));
    }
  }
}

}  // namespace myolens
