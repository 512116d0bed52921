// A polar map as planes that vary smoothly where nothing is drawn over it.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "myolens/imaging/colour_scale.h"
#include "myolens/imaging/image.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

// Each plane has one channel and is 0 outside the disc.
struct MapPlanes {
  const ColourScale* scale = nullptr;  // null when no known scale fits
  std::vector<Image> smooth;           // way along `scale`, or red, green and blue
  double levels_per_step = 1;          // grey levels that one step of `smooth` stands for
  std::array<float, 256> values{};     // of the steps of `smooth`: entry of `scale`, or sample
  std::optional<Image> off_scale;      // distance from `scale`, in grey levels
};

// Colours are read to 4 grey levels of a channel, finer than JPEG leaves them. Errors:
// kInvalidArgument when the disc lies outside the picture.
MapPlanes map_planes(const Image& map, const Disc& disc);

}  // namespace myolens
