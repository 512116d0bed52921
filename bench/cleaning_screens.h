// Discs with text, lines and markers drawn over them, beside the same discs without. Synthetic.
#pragma once

#include <array>
#include <string_view>

#include "myolens/base/random.h"
#include "myolens/imaging/colour_scale.h"
#include "myolens/imaging/image.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

enum class OverlayStyle {
  kText,
  kNumbers,
  kSegments,
  kTerritories,
  kRim,
  kWhiteGround,
  kRimLetters,  // on black, grey or white
};
inline constexpr std::array<std::string_view, 7> kOverlayNames{
    "text", "numbers", "segments", "territories", "rim", "white ground", "rim letters"};

struct OverlaidDisc {
  Image screen;   // RGB, through JPEG
  Image clean;    // the same without what is drawn over the map, through the same JPEG
  Image overlay;  // one channel: 255 where something was drawn, else 0
  Disc disc;
  FloatImage uptake;  // that the map shows, 0 to 1; empty where it is not kept
};

struct DiscRequest {
  OverlayStyle style = OverlayStyle::kText;
  double radius = 350;  // pixels
  int jpeg_quality = 90;
};

// `uptake`: a map of the phantom, kMapSide squared.
OverlaidDisc draw_overlaid_disc(const FloatImage& uptake, const ColourScale& scale,
                                const DiscRequest& request, RandomStream random);

}  // namespace myolens
