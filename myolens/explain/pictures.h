// Pictures of heat: alone, over a grey copy of the map, with a scale bar and a caption. Errors of
// all: kInvalidArgument (heat of another size than the map, a map that is not RGB, an opacity
// outside [0, 1]).
#pragma once

#include <string>

#include "myolens/imaging/colour_scale.h"
#include "myolens/imaging/image.h"

namespace myolens {

inline constexpr double kOverlayOpacity = 0.75;  // lets the map show through where it is hottest

// Of heat from 0 to 1 (clamped): black, purple, crimson, orange. Colourful to its end, so that the
// strongest heat is told from every grey of a map, white among them; lighter the stronger, so that
// it is read without colours too.
Rgb heat_colour(double heat);

// Heat of 0 to 1 in these colours.
Image heat_picture(const FloatImage& heat);

// The same over a grey copy of the map, whose own colours would be taken for heat: the opacity
// grows with the heat, up to `opacity`.
Image overlay_picture(const Image& map, const FloatImage& heat, double opacity = kOverlayOpacity);

// Signed heat of -1 to 1 over a grey copy: orange speaks for the class, purple against it. The
// opacity grows with the magnitude.
Image signed_overlay_picture(const Image& map, const FloatImage& signed_heat,
                             double opacity = kOverlayOpacity);

enum class HeatScale {
  kHeat,          // of heat_picture
  kOverlay,       // of overlay_picture, over middle grey
  kSignedOverlay  // of signed_overlay_picture, over middle grey
};

// The picture with a scale bar to its right, in the colours of one of the above from the weakest at
// the bottom to the strongest at the top, in shares of the map's maximum.
Image with_scale_bar(const Image& picture, HeatScale scale, double opacity = kOverlayOpacity);

// The picture with a line of text below: "CAD, probability 0.93".
Image with_caption(const Image& picture, const std::string& text);

}  // namespace myolens
