// Letters and lines drawn over a smooth picture.
#pragma once

#include "myolens/imaging/image.h"

namespace myolens {

// A one-channel plane from which structures narrower than 2 * half_width + 1 pixels are taken away
// (morphological opening and closing by a square, Serra 1982).
Image without_bright_structures(Image plane, int half_width);
Image without_dark_structures(Image plane, int half_width);

// The mask (0 and 255) grown by `pixels` in every direction.
Image grown(Image mask, int pixels);

}  // namespace myolens
