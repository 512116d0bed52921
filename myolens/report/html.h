// Writes HTML and SVG in which nothing but text of our own source code is taken for markup. Patient
// names and file names are hostile input.
#pragma once

#include <string>
#include <string_view>

namespace myolens {

// A text literal of the source code: the compiler refuses anything computed at run time.
class Literal {
 public:
  consteval Literal(const char* text) : text_(text) {}
  std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

class HtmlWriter {
 public:
  HtmlWriter& markup(Literal literal);  // as it is

  // Escaped for element content and for attribute values in double quotes. Invalid UTF-8, control
  // characters and marks that reorder the text around them become U+FFFD.
  HtmlWriter& text(std::string_view text);

  // Fixed notation with a point, in any locale. Errors: kInternal when not finite.
  HtmlWriter& number(double value, int decimals);

  HtmlWriter& element(Literal tag, std::string_view content);  // <tag>escaped content</tag>
  HtmlWriter& add(const HtmlWriter& part);

  const std::string& str() const { return html_; }

 private:
  std::string html_;
};

// Opens a <div> that scrolls sideways where what it holds is too wide, with the keyboard too.
inline constexpr Literal kOpenScroll =
    "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table, scrolls sideways "
    "where "
    "it is wide\">";

}  // namespace myolens
