// Whether a circle that was found is one to rely on.
#pragma once

#include "myolens/imaging/image.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

// False when what stands at the rim speaks for another circle, or for none: most of the edges that
// rays see lie further than a pixel (or 1 % of the radius) from the circle, a gap shows that the
// map ends inside and that something was drawn around it, or the map fades out instead of being cut
// off. A rim that defects hide speaks for nothing as long as a fifth of it is seen. `screen` is
// RGB. Thread-safe.
bool circle_is_certain(const Image& screen, const Disc& disc);

}  // namespace myolens
