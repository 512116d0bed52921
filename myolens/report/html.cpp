#include "myolens/report/html.h"

#include <cmath>

#include "myolens/base/error.h"
#include "myolens/base/number_text.h"
#include "myolens/base/utf8.h"

namespace myolens {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

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
    if (!is_printable(code)) {
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
