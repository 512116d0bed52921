// Colour scales of nuclear-medicine displays: relative uptake to RGB and back.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace myolens {

using Rgb = std::array<uint8_t, 3>;

struct ColourScale {
  std::string_view name;
  std::array<Rgb, 256> colours;  // entry i shows relative uptake i / 255
};

// Every known scale: "grey", "inverted_grey", "hot_iron", "rainbow", "cool", "warm_metal",
// "ge_colour", "french", "viridis", "inferno", "magma", "cividis". Control points are our own
// approximations of the usual displays; the last four keep within 3 grey levels of matplotlib's.
std::span<const ColourScale> colour_scales();

// Errors: kInvalidArgument with the nearest name.
const ColourScale& find_colour_scale(std::string_view name);

// Colour for `uptake` in [0, 1] (clamped).
Rgb colour_for(const ColourScale& scale, double uptake);

}  // namespace myolens
