// Reads PNG by libpng. Contracts as in codec.h.
#pragma once

#include <span>
#include <string>

#include "myolens/imaging/codec.h"

namespace myolens {

bool is_png(std::span<const uint8_t> bytes);

ImageHeader read_png_header(std::span<const uint8_t> bytes, const std::string& origin);
Picture decode_png(std::span<const uint8_t> bytes, const std::string& origin);

}  // namespace myolens
