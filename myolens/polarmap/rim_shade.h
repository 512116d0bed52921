// How the outermost pixels of a polar map darken towards a dark ground.
#pragma once

#include "myolens/imaging/colour_scale.h"
#include "myolens/imaging/image.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

// Mixes the filled pixels (`mask` not 0) of the rim of `map`, and of `deep` where there is one of
// its size, with a dark ground as far as the rim beside them is: a rim without that shade would
// show where something stood. A bright ground is left alone: it is filled all around.
void shade_filled_rim(Image& map, Image16* deep, const Image& mask, const Disc& disc, Rgb ground);

}  // namespace myolens
