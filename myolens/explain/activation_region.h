// The part of a map where heat is strongest, by a threshold, as a picture with its outline.
#pragma once

#include "myolens/imaging/image.h"

namespace myolens {

inline constexpr double kRegionShare = 0.5;  // of the maximum

// 255 where the heat is at least `share` of the heat's maximum, 0 elsewhere; one channel, nothing
// where no heat is above zero. Errors: kInvalidArgument (a share outside (0, 1], more than one
// channel).
Image activation_region(const FloatImage& heat, double share = kRegionShare);

// The map with the region's outline: region pixels beside others are white, their outer neighbours
// black, so that it shows on every ground. What lies further outside is darkened. Scale map and
// heat up before, for a fine line. Errors: as activation_region; kInvalidArgument (heat of another
// size than the map, a map that is not RGB).
Image region_picture(const Image& map, const FloatImage& heat, double share = kRegionShare);

}  // namespace myolens
