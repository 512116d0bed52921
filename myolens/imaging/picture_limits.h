// What every decoder checks from the header before it allocates pixels, and every encoder from its
// picture.
#pragma once

#include <cstdint>
#include <string>

#include "myolens/imaging/image.h"

namespace myolens {

// Errors: kBadFormat (a side of 0), kLimitExceeded. `origin` names the source.
void check_picture_limits(uint64_t width, uint64_t height, const std::string& origin);

// Errors: kInvalidArgument (empty, not 1 or 3 channels, samples missing), kLimitExceeded.
void check_encodable(const Image& image);
void check_encodable(const Image16& image);

}  // namespace myolens
