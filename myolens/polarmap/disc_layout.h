// Where a department's screens show their polar maps: checked once by a person, then exact for all
// screens of that kind. Plain values; thread-safe.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "myolens/imaging/image.h"
#include "myolens/imaging/resample.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

// A circle in shares of the screen: x and radius of its width, y of its height.
struct LayoutDisc {
  std::string name;
  double x = 0;
  double y = 0;
  double radius = 0;
};

struct DiscLayout {
  Size screen;  // pixels of the screens it was made from; other sizes of the same shape fit as well
  std::vector<LayoutDisc> discs;
};

// A TOML file:
//   screen = [1640, 1068]
//   [[disc]]
//   name = "stress"
//   centre = [0.251, 0.347]
//   radius = 0.118
// or, instead of centre and radius, `box = [left, top, right, bottom]` around the circle, in the
// same shares. `origin` names the file in errors. Errors: kBadFormat (no TOML, an unknown or
// missing key, a value of another kind, with the line), kBadData (no disc, a name twice, a circle
// off the screen, a box that is not square), kLimitExceeded.
DiscLayout parse_layout(std::string_view toml, const std::string& origin);

// Errors: also of read_file.
DiscLayout read_layout(const std::filesystem::path& file);

// As parse_layout reads it.
std::string layout_text(const DiscLayout& layout);

// The circle on a screen of `size`. Errors: kBadData when the screen has another shape (its width
// over its height differs by more than 0.5 %).
Disc disc_on_screen(const DiscLayout& layout, const LayoutDisc& disc, Size size,
                    const std::string& origin);

// The layout that most of the screens share: circles found on at least half of them at one place
// (centres within a tenth of the radius), in the middle of where they were found, named "1", "2",
// ... from top to bottom and left to right. Errors: kBadData (screens of different shapes, or no
// circle that half of them share).
struct FoundDiscs {
  std::string origin;
  Size screen;
  std::vector<Disc> discs;
};
DiscLayout shared_layout(const std::vector<FoundDiscs>& screens);

// The screen with every circle of the layout and its name drawn over it, to be checked by eye.
Image drawn_layout(const Image& screen, const DiscLayout& layout, const std::string& origin);

}  // namespace myolens
