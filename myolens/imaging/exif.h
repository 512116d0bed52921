// The one Exif tag that matters here: how the camera or screen grabber held the picture (Exif 2.32,
// section 4.6.4, tag 0x0112).
#pragma once

#include <cstdint>
#include <span>

#include "myolens/imaging/image.h"

namespace myolens {

// Orientation 1 to 8 out of a TIFF block; 1 (upright) when the block has none or is damaged.
int exif_orientation(std::span<const uint8_t> tiff);

// Orientations 5 to 8 exchange width and height.
inline bool exchanges_sides(int orientation) { return orientation >= 5; }

// The picture turned and mirrored so that it stands upright.
Image upright(Image image, int orientation);

}  // namespace myolens
