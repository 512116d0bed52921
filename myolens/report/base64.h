// Base64 with padding (RFC 4648, section 4), for pictures inside a page.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace myolens {

std::string base64(std::span<const uint8_t> bytes);

}  // namespace myolens
