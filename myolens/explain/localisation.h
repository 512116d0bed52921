// How well a heat map finds a lesion whose place is known.
#pragma once

#include "myolens/imaging/image.h"
#include "myolens/polarmap/aha.h"

namespace myolens {

struct Localisation {
  // Of the hottest pixels, how many lie in the lesion (pointing game: Zhang et al., IJCV 2018): 1
  // or 0 where one pixel is hottest, the chance of a hit where several are.
  double pointing = 0;
  double heat_share = 0;       // of the heat inside the disc, in the lesion
  double overlap = 0;          // of activation_region with the lesion: intersection over union
  bool territory_hit = false;  // the territory that is hottest for its area has most of the lesion
                               // for its area
};

// `heat` and `lesion` (non-zero: lesion) have one channel and the same size; what lies outside the
// disc does not count. Heat without a positive value hits nothing. Errors: kInvalidArgument (other
// channels or sizes, a lesion without a pixel inside the disc).
Localisation localise(const FloatImage& heat, const Image& lesion, const Disc& disc);

// Share of the disc's pixels in the lesion: what heat_share is for heat that is even. Errors: as
// localise.
double lesion_area_share(const Image& lesion, const Disc& disc);

}  // namespace myolens
