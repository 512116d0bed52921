// Polar maps drawn as a vendor's program would show them, with the truth about what was drawn
// where.
#pragma once

#include <string>
#include <vector>

#include "myolens/imaging/image.h"
#include "myolens/phantom/screen_style.h"

namespace myolens {

struct DiscTruth {
  std::string name;  // as ScreenDisc
  Disc disc;
};

struct DrawnScreen {
  Image screen;   // RGB, before JPEG
  Image clean;    // the same without text, lines, markers and arcs
  Image overlay;  // one channel: 255 where they changed the screen, else 0
  std::vector<DiscTruth> discs;
};

// A map of kMapSide squared, uptake 0 to 1.
struct ScreenMap {
  ImageKind image;
  FloatImage uptake;
};

// `maps`: those that shown_images names, in any order. Errors: kInvalidArgument (a map is missing).
DrawnScreen draw_screen(const std::vector<ScreenMap>& maps, const ScreenStyle& style);

}  // namespace myolens
