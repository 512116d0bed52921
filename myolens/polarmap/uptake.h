// Relative uptake read back from the colours of a prepared polar map.
#pragma once

#include <string_view>

#include "myolens/imaging/image.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

struct RecoveredUptake {
  FloatImage uptake;              // one channel, 0 to 1 inside the disc, 0 outside
  std::string_view colour_scale;  // the scale that fits best
  double colour_error = 0;        // mean distance to that scale inside the disc, in grey levels
};

// Tries every known colour scale and takes the one nearest to the colours inside the disc, then
// reads each pixel's position along it, smoothly between neighbouring entries. The map's maximum
// (99.9th percentile within 0.98 of the radius) is scaled to 1. Errors: kInvalidArgument (not RGB,
// disc outside the picture).
RecoveredUptake recover_uptake(const Image& prepared, const Disc& disc);

}  // namespace myolens
