// What a polar map lies on.
#pragma once

#include "myolens/imaging/colour_scale.h"
#include "myolens/imaging/image.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

// Median colour a few pixels outside the circle; black where the picture ends before. `screen` is
// RGB.
Rgb ground_around(const Image& screen, const Disc& disc);

}  // namespace myolens
