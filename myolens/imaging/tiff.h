// Reads TIFF by libtiff: grey, RGB and palette pictures. Contracts as in codec.h.
#pragma once

#include <span>
#include <string>

#include "myolens/imaging/codec.h"

namespace myolens {

bool is_tiff(std::span<const uint8_t> bytes);

ImageHeader read_tiff_header(std::span<const uint8_t> bytes, const std::string& origin);
Picture decode_tiff(std::span<const uint8_t> bytes, const std::string& origin);

}  // namespace myolens
