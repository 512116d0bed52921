// What stands out from the background of a screen.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "myolens/imaging/colour_scale.h"
#include "myolens/imaging/image.h"
#include "myolens/polarmap/circle_fit.h"

namespace myolens {

// Smallest difference from the background, in grey levels of any channel, that counts. JPEG noise
// of a flat ground stays below it.
inline constexpr int kForegroundLevel = 12;

// What the ground may be, likeliest first: the median colour of the screen's border when most of
// the border has it or it is dark, and black when that median is bright (a viewport inside a
// window).
std::vector<Rgb> likely_backgrounds(const Image& screen);

// Largest difference from `background` over the channels of an RGB pixel.
inline int difference(const uint8_t* pixel, Rgb background) {
  return std::max({std::abs(pixel[0] - background[0]), std::abs(pixel[1] - background[1]),
                   std::abs(pixel[2] - background[2])});
}

// Connected foreground on a grid of square blocks. A block counts when most of its pixels do: thin
// frames and most of the lettering fall out.
struct Component {
  size_t blocks = 0;
  std::vector<Point> outline;  // pixels: both ends of each row and column of blocks
};

// The grid's blocks are `block` pixels wide; gaps of one block (lines drawn over a map) are
// bridged. Largest first, at most `count`.
std::vector<Component> largest_components(const Image& screen, Rgb background, int block,
                                          size_t count);

}  // namespace myolens
