#include "myolens/report/html.h"

#include <array>
#include <cmath>
#include <cstdint>

#include "myolens/base/error.h"
#include "myolens/base/number_text.h"

namespace myolens {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

struct CodePoint {
  uint32_t value = 0;
  size_t bytes = 0;  // 0: not UTF-8
};

size_t sequence_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

// First code point of a text that is not empty (Unicode 15, table 3-7).
CodePoint first_code_point(std::string_view text) {
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

bool is_control(uint32_t code) {
  return (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7F && code < 0xA0);
}

bool reorders_text(uint32_t code) {
  return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

std::string_view escape_of(char character) {
  switch (character) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

}  // namespace

HtmlWriter& HtmlWriter::markup(Literal literal) {
  html_ += literal.text();
  return *this;
}

HtmlWriter& HtmlWriter::text(std::string_view text) {
  while (!text.empty()) {
    const CodePoint code = first_code_point(text);
    if (code.bytes == 0 || is_control(code.value) || reorders_text(code.value)) {
      html_ += kReplacement;
    } else if (const std::string_view escape = escape_of(text[0]); !escape.empty()) {
      html_ += escape;
    } else {
      html_ += text.substr(0, code.bytes);
    }
    text.remove_prefix(code.bytes == 0 ? 1 : code.bytes);
  }
  return *this;
}

HtmlWriter& HtmlWriter::number(double value, int decimals) {
  if (!std::isfinite(value)) {
    throw Error(ErrorCode::kInternal, "a page was given a number that is not finite");
  }
  html_ += fixed_text(value, decimals);
  return *this;
}

HtmlWriter& HtmlWriter::element(Literal tag, std::string_view content) {
  return markup("<").markup(tag).markup(">").text(content).markup("</").markup(tag).markup(">");
}

HtmlWriter& HtmlWriter::add(const HtmlWriter& part) {
  html_ += part.html_;
  return *this;
}

}  // namespace myolens
