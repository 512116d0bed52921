// A screen's polar map cut out square, with text and lines taken away. Thread-safe (values only).
#pragma once

#include <string>
#include <vector>

#include "myolens/imaging/image.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

struct PreparedMap {
  Image image;  // RGB, square, side = smallest even number >= 2 * radius; black outside the circle
  Disc disc;    // the circle in `image`
  Disc disc_on_screen;             // the circle on the screen it came from
  std::vector<std::string> flags;  // things a person should look at
};

// Crops to the disc at its own resolution, blackens everything outside, finds text and thin lines
// inside the disc and fills them in from their surroundings; what stands out by less than about 30
// grey levels stays. Flags: "clipped disc" (part of it lies off the screen), "tiny disc" (radius
// below 56 pixels), "low contrast", "text removed", "unusual texture" (so much stands out that
// nothing was removed). Errors: kInvalidArgument (not RGB, or the disc's centre is not on the
// screen).
PreparedMap clean_polar_map(const Image& screen, const Disc& disc);

// Finds the disc and cleans it. `origin` names the picture in errors. Errors: kBadData when there
// is no disc.
PreparedMap prepare_screen(const Image& screen, const std::string& origin);

}  // namespace myolens
