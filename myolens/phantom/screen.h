// A polar map drawn as a vendor's program would show it: 1640 x 1068 pixels, dark, one disc, one
// line of white text.
#pragma once

#include <string>
#include <string_view>

#include "myolens/base/random.h"
#include "myolens/imaging/image.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

inline constexpr int kScreenWidth = 1640;
inline constexpr int kScreenHeight = 1068;

// How a screen looks. Nothing in it depends on the patient.
struct ScreenStyle {
  std::string_view colour_scale;
  Disc disc;
  bool colour_bar = false;
  bool rim = false;   // a thin grey circle around the disc
  std::string text;   // always says SYNTHETIC
  double text_x = 0;  // left end of its base line, pixels
  double text_y = 0;
  double text_size = 0;
  int jpeg_quality = 90;
};

// A department shows its maps in one colour scale; "mixed" draws one for every screen.
inline constexpr std::string_view kUsualColourScale = "cool";
inline constexpr std::string_view kMixedColourScales = "mixed";

// `image_kind`: such as "STRESS AC". `colour_scale`: the name of a scale, or kMixedColourScales.
// Errors: kInvalidArgument for another name.
ScreenStyle draw_screen_style(RandomStream random, std::string_view image_kind,
                              std::string_view colour_scale = kUsualColourScale);

// `uptake`: a map of kMapSide squared, 0 to 1. RGB.
Image draw_screen(const FloatImage& uptake, const ScreenStyle& style);

}  // namespace myolens
