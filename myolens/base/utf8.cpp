#include "myolens/base/utf8.h"

#include <algorithm>
#include <array>

namespace myolens {
namespace {

size_t sequence_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

}  // namespace

CodePoint first_code_point(std::string_view text) {
  if (text.empty()) return {};
  const auto lead = static_cast<unsigned char>(text[0]);
  const size_t length = sequence_length(lead);
  if (length == 0 || length > text.size()) return {};
  if (length == 1) return {lead, 1};
  uint32_t value = lead & (0x7Fu >> length);
  for (size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0) != 0x80) return {};
    value = value << 6 | (next & 0x3Fu);
  }
  constexpr std::array<uint32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kSmallest[length] || surrogate || value > 0x10FFFF) return {};
  return {value, length};
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const CodePoint code = first_code_point(text);
    if (code.bytes == 0) return false;
    text.remove_prefix(code.bytes);
  }
  return true;
}

bool is_printable(CodePoint code) {
  const bool layout = code.value == '\n' || code.value == '\t';
  const bool control = code.value < 0x20 || (code.value >= 0x7F && code.value < 0xA0);
  const bool reorders = (code.value >= 0x202A && code.value <= 0x202E) ||
                        (code.value >= 0x2066 && code.value <= 0x2069);
  return code.bytes > 0 && (layout || !control) && !reorders;
}

std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const CodePoint code = first_code_point(text);
    if (!is_printable(code)) {
      result += "\xEF\xBF\xBD";
    } else {
      result += text.substr(0, code.bytes);
    }
    text.remove_prefix(std::max<size_t>(code.bytes, 1));
  }
  return result;
}

}  // namespace myolens
