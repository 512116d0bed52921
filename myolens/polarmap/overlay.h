// Text and lines drawn over a polar map: found, and filled in.
#pragma once

#include "myolens/imaging/image.h"
#include "myolens/polarmap/disc.h"
#include "myolens/polarmap/map_planes.h"

namespace myolens {

// 255 where something is drawn over the map, its blurred edge included, else 0. `ground`: the
// colour around the disc on the screen, which shows through at the rim.
Image overlay_mask(const Image& map, const MapPlanes& planes, const Disc& disc, Rgb ground);

// Paints the masked pixels of `map`, and of `deep` where there is one of its size, as their
// surroundings in the disc suggest.
void fill_overlay(Image& map, Image16* deep, const MapPlanes& planes, const Image& mask,
                  const Disc& disc);

}  // namespace myolens
