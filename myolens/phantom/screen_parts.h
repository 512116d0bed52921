// Flat parts of a synthetic screen: ground, polar maps, colour bars. All paint on an RGB picture.
#pragma once

#include "myolens/phantom/screen_style.h"

namespace myolens {

Image plain_screen(Size size, Rgb ground);

// What lies further out than whole pixels of the map reach: up to a pixel of the circle at its four
// extremes.
enum class DiscEdge {
  kExact,
  kCutToMap,  // as the first version of the layout "single" did
};

// `uptake`: kMapSide squared, 0 to 1. The circle is anti-aliased; the map inside lies on whole
// pixels, up to half a pixel from the circle's centre.
void paint_map(Image& screen, const FloatImage& uptake, const Disc& disc, const ColourScale& scale,
               DiscEdge edge = DiscEdge::kExact);

struct StressAndRest {
  const FloatImage& stress;
  const FloatImage& rest;
};
void paint_difference(Image& screen, const StressAndRest& maps, const Disc& disc,
                      const DifferenceColours& colours);

// From full uptake at the top to none.
void paint_colour_bar(Image& screen, const ScreenBox& box, const ColourScale& scale);

}  // namespace myolens
