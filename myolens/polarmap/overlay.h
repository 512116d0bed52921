// Text and lines drawn over a polar map: found, and filled in.
#pragma once

#include <optional>
#include <vector>

#include "myolens/imaging/colour_scale.h"
#include "myolens/imaging/image.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

// A map as planes that vary smoothly where nothing is drawn over it; each of one channel.
struct MapPlanes {
  const ColourScale* scale = nullptr;  // null when no known scale fits
  std::vector<Image> smooth;           // entry of `scale`, or red, green and blue
  std::optional<Image> off_scale;      // distance from `scale`, in grey levels
};

// Errors: kInvalidArgument when the disc lies outside the picture.
MapPlanes map_planes(const Image& map, const Disc& disc);

// 255 where something is drawn over the map, its blurred edge included, else 0.
Image overlay_mask(const Image& map, const MapPlanes& planes, const Disc& disc);

// Paints the masked pixels of `map` as their surroundings in the disc suggest.
void fill_overlay(Image& map, MapPlanes& planes, const Image& mask, const Disc& disc);

}  // namespace myolens
