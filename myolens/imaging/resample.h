// The one resampler of the program: training and prediction scale pictures here and nowhere else.
#pragma once

#include "myolens/imaging/image.h"

namespace myolens {

struct Size {
  int width = 0;
  int height = 0;
};

// Antialiased bilinear (triangle filter stretched by the scale when shrinking), half-pixel centres,
// as Pillow's BILINEAR; 8-bit results are rounded once and differ from Pillow's by at most 1. What
// comes out of 16 bits, 0 to 65535, is not rounded.
// Errors: kInvalidArgument (an empty image or size).
Image resize(const Image& image, Size size);
FloatImage resize(const FloatImage& image, Size size);
FloatImage resize(const Image16& image, Size size);

// Square part with its top left corner at (left, top); what lies outside the image is black.
// Errors: kInvalidArgument (side below 1).
Image crop_square(const Image& image, int left, int top, int side);

}  // namespace myolens
