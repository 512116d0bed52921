// UTF-8 (RFC 3629), for text that comes from outside and may be anything.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace myolens {

// Bytes of the character at the start of `text`, or 0 when there is none.
size_t utf8_length(std::string_view text);

bool is_utf8(std::string_view text);

// Fit for a terminal: control characters, other than line feed and tab, and bytes that are not
// UTF-8 become U+FFFD, so that a file's name cannot steer it.
std::string printable(std::string_view text);

}  // namespace myolens
