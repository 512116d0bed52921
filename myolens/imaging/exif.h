// The one Exif tag that matters here: how the camera or screen grabber held the picture (Exif 2.32,
// section 4.6.4, tag 0x0112).
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "myolens/imaging/image.h"

namespace myolens {

// Orientation 1 to 8 out of a TIFF block; 1 (upright) when the block has none or is damaged.
int exif_orientation(std::span<const uint8_t> tiff);

// Orientations 5 to 8 exchange width and height.
inline bool exchanges_sides(int orientation) { return orientation >= 5; }

// The picture turned and mirrored so that it stands upright.
template <typename Sample>
BasicImage<Sample> upright(BasicImage<Sample> image, int orientation) {
  if (orientation == 1) return image;
  const bool exchange = exchanges_sides(orientation);
  const bool from_right =
      orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool from_bottom =
      orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  BasicImage<Sample> result(exchange ? image.height : image.width,
                            exchange ? image.width : image.height, image.channels);
  for (int y = 0; y < result.height; ++y) {
    for (int x = 0; x < result.width; ++x) {
      const int column = exchange ? y : x;
      const int row = exchange ? x : y;
      const Sample* source = image.pixel(from_right ? image.width - 1 - column : column,
                                         from_bottom ? image.height - 1 - row : row);
      std::copy_n(source, image.channels, result.pixel(x, y));
    }
  }
  return result;
}

// Adds a note when the orientation, which `source` states, changes the picture.
void note_orientation(int orientation, const std::string& source, std::vector<std::string>& notes);

}  // namespace myolens
