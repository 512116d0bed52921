#include "myolens/explain/pictures.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "myolens/base/error.h"
#include "myolens/imaging/canvas.h"

namespace myolens {
namespace {

constexpr Rgb kFor{230, 97, 1};       // orange and purple of equal darkness: told apart with every
constexpr Rgb kAgainst{94, 60, 153};  // common colour blindness
constexpr uint8_t kMiddleGrey = 128;
constexpr double kLetterWidth = 0.65;  // of the font size, on average

struct HeatStop {
  double heat;
  Rgb colour;
};
constexpr std::array<HeatStop, 5> kHeatStops{{{0.0, {0, 0, 0}},
                                              {0.25, {80, 10, 120}},
                                              {0.5, {180, 20, 110}},
                                              {0.75, {230, 40, 50}},
                                              {1.0, {255, 130, 0}}}};

uint8_t blend(double under, double over, double opacity) {
  return static_cast<uint8_t>(std::lround(under * (1.0 - opacity) + over * opacity));
}

double luma(const uint8_t* rgb) { return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]; }

void check_overlay(const Image& map, const FloatImage& heat, double opacity) {
  if (map.channels != 3 || heat.channels != 1 || map.width != heat.width ||
      map.height != heat.height) {
    throw Error(ErrorCode::kInvalidArgument,
                "heat of " + std::to_string(heat.width) + " x " + std::to_string(heat.height) +
                    " pixels does not lie over an RGB map of " + std::to_string(map.width) + " x " +
                    std::to_string(map.height));
  }
  if (!(opacity >= 0.0 && opacity <= 1.0)) {
    throw Error(ErrorCode::kInvalidArgument,
                "an opacity lies between 0 and 1, not at " + std::to_string(opacity));
  }
}

struct OverlayLook {
  double smallest;  // what lies below it counts as it
  double opacity;   // where the magnitude is 1
};

// `colour` of every heat over a grey copy of the map, the stronger the larger its magnitude.
template <typename Colour>
Image over_grey(const Image& map, const FloatImage& heat, OverlayLook look, const Colour& colour) {
  check_overlay(map, heat, look.opacity);
  Image picture(map.width, map.height, 3);
  for (size_t i = 0; i < heat.samples.size(); ++i) {
    const double value = std::clamp(static_cast<double>(heat.samples[i]), look.smallest, 1.0);
    const Rgb over = colour(value);
    const double grey = luma(map.samples.data() + 3 * i);
    for (size_t c = 0; c < 3; ++c)
      picture.samples[3 * i + c] = blend(grey, over[c], look.opacity * std::abs(value));
  }
  return picture;
}

// From the largest value in the first row to the smallest in the last.
FloatImage ramp(int width, int height, double smallest) {
  FloatImage values(width, height, 1);
  for (int y = 0; y < height; ++y) {
    const double share = 1.0 - (y + 0.5) / height;
    std::fill_n(values.pixel(0, y), width, static_cast<float>(smallest + (1.0 - smallest) * share));
  }
  return values;
}

Image bar_picture(int width, int height, HeatScale scale, double opacity) {
  const Image grey(width, height, 3, kMiddleGrey);
  switch (scale) {
    case HeatScale::kHeat:
      return heat_picture(ramp(width, height, 0.0));
    case HeatScale::kOverlay:
      return overlay_picture(grey, ramp(width, height, 0.0), opacity);
    case HeatScale::kSignedOverlay:
      return signed_overlay_picture(grey, ramp(width, height, -1.0), opacity);
  }
  throw Error(ErrorCode::kInternal, "a scale bar of an unknown scale");
}

void paste(const Image& part, int left, int top, Image& picture) {
  for (int y = 0; y < part.height; ++y)
    std::copy_n(part.pixel(0, y), 3 * part.width, picture.pixel(left, top + y));
}

double text_size(const Image& picture) { return std::clamp(picture.height / 18.0, 9.0, 28.0); }

}  // namespace

Rgb heat_colour(double heat) {
  const double value = std::clamp(heat, 0.0, 1.0);
  size_t upper = 1;
  while (kHeatStops[upper].heat < value) ++upper;
  const HeatStop& below = kHeatStops[upper - 1];
  const HeatStop& above = kHeatStops[upper];
  const double share = (value - below.heat) / (above.heat - below.heat);
  Rgb colour;
  for (size_t c = 0; c < colour.size(); ++c)
    colour[c] = blend(below.colour[c], above.colour[c], share);
  return colour;
}

Image heat_picture(const FloatImage& heat) {
  Image picture(heat.width, heat.height, 3);
  for (size_t i = 0; i < heat.samples.size(); ++i) {
    std::ranges::copy(heat_colour(double{heat.samples[i]}),
                      picture.samples.begin() + static_cast<std::ptrdiff_t>(3 * i));
  }
  return picture;
}

Image overlay_picture(const Image& map, const FloatImage& heat, double opacity) {
  return over_grey(map, heat, {0.0, opacity}, heat_colour);
}

Image signed_overlay_picture(const Image& map, const FloatImage& signed_heat, double opacity) {
  return over_grey(map, signed_heat, {-1.0, opacity},
                   [](double value) { return value > 0.0 ? kFor : kAgainst; });
}

Image with_scale_bar(const Image& picture, HeatScale scale, double opacity) {
  const double letters = text_size(picture);
  const int bar_width = std::max(4, picture.height / 20);
  const int gap = std::max(2, bar_width / 3);
  const int label_width = static_cast<int>(std::ceil(3.0 * letters));
  Image wide(picture.width + 2 * gap + bar_width + label_width, picture.height, 3);
  paste(picture, 0, 0, wide);
  paste(bar_picture(bar_width, picture.height, scale, opacity), picture.width + gap, 0, wide);
  Canvas canvas(wide);
  const double left = picture.width + 2 * gap + bar_width;
  const bool is_signed = scale == HeatScale::kSignedOverlay;
  const auto label = [&](double base_line, const char* text) {
    canvas.text(left, base_line, text, {.size_pixels = letters});
  };
  label(letters, is_signed ? "+1" : "1");
  label(0.5 * (picture.height + 0.7 * letters), is_signed ? "0" : "0.5");
  label(picture.height - 0.2 * letters, is_signed ? "-1" : "0");
  return canvas.image();
}

Image with_caption(const Image& picture, const std::string& text) {
  const double widest =
      picture.width / (kLetterWidth * static_cast<double>(std::max<size_t>(text.size(), 1)));
  const double letters = std::min(text_size(picture), widest);
  const int strip = static_cast<int>(std::ceil(1.6 * text_size(picture)));
  Image tall(picture.width, picture.height + strip, 3);
  paste(picture, 0, 0, tall);
  Canvas canvas(tall);
  canvas.text(0.3 * letters, picture.height + 0.5 * (strip + 0.7 * letters), text,
              {.size_pixels = letters});
  return canvas.image();
}

}  // namespace myolens
