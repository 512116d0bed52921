// Finds the polar map on a screen.
#pragma once

#include <optional>

#include "myolens/imaging/image.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

// The largest coloured or grey disc on a dark or plain ground of an RGB screen, round to within a
// few percent, centre and radius to within one pixel; nothing when there is none. Half of its rim
// may be hidden by defects, text or the screen's border. Text lines, colour bars and logos are not
// discs. A screen that is already a cropped polar map (the disc touching all four edges) gives that
// disc. Errors: kInvalidArgument (not RGB).
std::optional<Disc> find_disc(const Image& screen);

}  // namespace myolens
