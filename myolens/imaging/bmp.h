// Reads BMP: Windows and OS/2 headers; 1, 4, 8, 16, 24 and 32 bits; bit fields; run lengths.
// Contracts as in codec.h.
#pragma once

#include <span>
#include <string>

#include "myolens/imaging/codec.h"

namespace myolens {

// Whether the bytes begin with "BM" and a header of a known size.
bool is_bmp(std::span<const uint8_t> bytes);

ImageHeader read_bmp_header(std::span<const uint8_t> bytes, const std::string& origin);
Picture decode_bmp(std::span<const uint8_t> bytes, const std::string& origin);

}  // namespace myolens
