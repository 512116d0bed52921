// A screen's polar map cut out square, with text and lines taken away. Thread-safe (values only).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "myolens/imaging/image.h"
#include "myolens/imaging/picture.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

struct PreparedMap {
  Image image;  // RGB, square, side = smallest even number >= 2 * radius; black outside the circle
  Disc disc{};  // the circle in `image`
  Disc disc_on_screen{};             // the circle on the screen it came from
  std::vector<std::string> flags{};  // things a person should look at
  std::optional<Image16> deep{};  // the full depth where the screen had it, of the size of `image`
  std::string colour_scale{};     // the screen's, where `deep` is relative uptake (uptake.h)
};

// Crops to the disc at its own resolution, blackens everything outside, finds text, lines, arcs and
// markers inside it and fills them in from their surroundings, rim pixels through which a bright
// ground shows included. What stands out by less than about 20 grey levels stays. Flags:
// - "clipped disc": part of it lies off the screen
// - "tiny disc": radius below 56 pixels
// - "low contrast": less than 25 grey levels between its dark and bright end
// - "unusual colours": no known colour scale fits; channels are then filled one by one
// - "text removed": more than 1 pixel in 2,000 was filled, the rim not counted
// - "much filled": more than 40 % of the disc was, so that details of the map are a guess
// - "text left": after that, colours off the scale still stand out
// - "unusual texture": so much stands out that nothing was removed
// Errors: kInvalidArgument (not RGB, or the disc's centre is not on the screen).
PreparedMap clean_polar_map(const Image& screen, const Disc& disc);

// The same with `deep` where the picture has it. Errors: also kInvalidArgument when the depths
// differ in size.
PreparedMap clean_polar_map(const Picture& screen, const Disc& disc);

}  // namespace myolens
