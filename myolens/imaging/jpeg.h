// JPEG by libjpeg. Contracts as in codec.h.
#pragma once

#include <span>
#include <string>

#include "myolens/imaging/codec.h"

namespace myolens {

bool is_jpeg(std::span<const uint8_t> bytes);

ImageHeader read_jpeg_header(std::span<const uint8_t> bytes, const std::string& origin);
Picture decode_jpeg(std::span<const uint8_t> bytes, const std::string& origin);

}  // namespace myolens
