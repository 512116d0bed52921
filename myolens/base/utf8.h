// UTF-8 (RFC 3629), for text that comes from outside and may be anything.
#pragma once

#include <cstddef>
#include <string_view>

namespace myolens {

// Bytes of the character at the start of `text`, or 0 when there is none.
size_t utf8_length(std::string_view text);

bool is_utf8(std::string_view text);

}  // namespace myolens
