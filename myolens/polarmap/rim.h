// The outermost pixels of a polar map, which mix with the ground and may lie under arcs.
#pragma once

#include "myolens/imaging/colour_scale.h"
#include "myolens/imaging/image.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

// Pixels inside the circle that mix with the ground, by antialiasing and JPEG.
inline constexpr double kMixedRim = 3.5;

// Grey levels of the brightest channel below which a ground is dark.
inline constexpr float kDarkGround = 60;

// Sets `mask` to 255 at the rim of `map` where something else is seen than the map further in on
// the same radius, or its mixture with a dark ground. Pixels already masked are no reference.
void mark_rim(Image& mask, const Image& map, const Disc& disc, Rgb ground);

}  // namespace myolens
