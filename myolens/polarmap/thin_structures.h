// Letters and lines drawn over a smooth picture.
#pragma once

#include <array>
#include <cstdint>

#include "myolens/imaging/image.h"

namespace myolens {

// One-channel picture with the set of its pixels that count (255) or do not (0), of one size.
struct MaskedPlane {
  const Image& values;
  const Image& valid;
};

// Grey levels that each value of a plane stands for, never falling.
using Levels = std::array<uint16_t, 256>;

enum class Contrast { kBrighter, kBoth };

// How far each valid pixel stands out, in grey levels, from what remains when structures narrower
// than 2 * half_width + 1 pixels are taken away (morphological opening and closing by a square,
// Serra 1982); 0 where invalid. `kBrighter` looks for bright structures only.
BasicImage<uint16_t> thin_structure_height(const MaskedPlane& plane, const Levels& levels,
                                           int half_width, Contrast contrast);

// The mask (0 and 255) grown by `pixels` in every direction.
Image grown(const Image& mask, int pixels);

}  // namespace myolens
