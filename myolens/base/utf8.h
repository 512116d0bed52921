// UTF-8 (RFC 3629), for text that comes from outside and may be anything.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace myolens {

struct CodePoint {
  uint32_t value = 0;
  size_t bytes = 0;  // 0: not UTF-8, or nothing
};

// The character at the start of `text`.
CodePoint first_code_point(std::string_view text);

bool is_utf8(std::string_view text);

// False for what is not UTF-8, for control characters other than line feed and tab, and for those
// that reorder the text around them.
bool is_printable(CodePoint code);

// Fit for a terminal: whatever is not printable becomes U+FFFD, so that a file's name cannot steer
// it.
std::string printable(std::string_view text);

}  // namespace myolens
