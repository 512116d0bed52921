// The deflated transfer syntax (PS3.5 section A.5), by zlib.
#pragma once

#include <span>
#include <string>

#include "myolens/base/file.h"

namespace myolens {

inline constexpr size_t kMaximalInflatedBytes = size_t{640} << 20;

// A deflate stream without a zlib header (RFC 1951). Errors: kBadFormat, kLimitExceeded.
Bytes inflate_raw(std::span<const uint8_t> bytes, const std::string& origin);

}  // namespace myolens
