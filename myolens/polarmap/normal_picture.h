// The mean normal map in the look of a given one.
#pragma once

#include "myolens/imaging/picture.h"
#include "myolens/polarmap/cleaning.h"
#include "myolens/polarmap/deficit.h"

namespace myolens {

// A picture of the map's size, depth and circle that shows the mean of the normal maps in the map's
// own colours: its colour scale's, as recover_uptake finds it, or as uptake or grey where the map
// is that. The normal maps' maximum is 1 as that of any recovered uptake. Errors: as
// NormalFile::mean_map and recover_uptake.
Picture normal_picture(const PreparedMap& map, const NormalFile& normal);

}  // namespace myolens
