// RLE of DICOM (PS3.5 annex G): by us, since DCMTK's decoder crashes on damaged data.
#pragma once

#include <span>
#include <string>
#include <variant>

#include "myolens/dicom/pixel_format.h"
#include "myolens/imaging/image.h"

namespace myolens {

// One frame, samples side by side. Errors: kBadFormat (damaged, truncated, not of the size that
// `format` states).
std::variant<Image, Image16> decode_rle(std::span<const uint8_t> stream, const PixelFormat& format,
                                        const std::string& origin);

}  // namespace myolens
