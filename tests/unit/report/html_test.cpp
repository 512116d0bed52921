#include "myolens/report/html.h"

#include <gtest/gtest.h>
#include <limits>
#include <string>
#include <vector>

#include "myolens/base/error.h"

namespace myolens {
namespace {

std::string escaped(std::string_view text) {
  HtmlWriter html;
  html.text(text);
  return html.str();
}

struct EscapeCase {
  std::string input;
  std::string expected;
};

TEST(Report, TextIsEscapedForContentAndAttributes) {
  const std::vector<EscapeCase> table{
      {"plain", "plain"},
      {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
      {"\" onload=\"x", "&quot; onload=&quot;x"},
      {"' & '", "&#39; &amp; &#39;"},
      {"&lt;", "&amp;lt;"},
      {"Müller, \u5fc3\u81df, \U0001F600", "Müller, \u5fc3\u81df, \U0001F600"},
      {"a\nb\tc", "a\nb\tc"}};
  for (const EscapeCase& row : table) EXPECT_EQ(escaped(row.input), row.expected);
}

TEST(Report, BytesThatAreNoTextBecomeReplacementCharacters) {
  const std::vector<EscapeCase> table{
      {"a\xFF"
       "b",
       "a\uFFFD"
       "b"},                                             // never in UTF-8
      {"\xC0\xBC", "\uFFFD\uFFFD"},                      // overlong "<"
      {"\xE0\x80\xBC", "\uFFFD\uFFFD\uFFFD"},            // overlong "<", three bytes
      {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},            // surrogate
      {"\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},  // beyond U+10FFFF
      {"\xE2\x82", "\uFFFD\uFFFD"},                      // ends early
      {"\xC3<", "\uFFFD&lt;"},                           // must not swallow the "<"
      {std::string("a\0b", 3),
       "a\uFFFD"
       "b"},  // control characters
      {"\x1B[31m\x7F\u0085", "\uFFFD[31m\uFFFD\uFFFD"},
      {"\u202Egpj.exe", "\uFFFDgpj.exe"},  // right-to-left override
      {"\u2066x\u2069", "\uFFFDx\uFFFD"}};
  for (const EscapeCase& row : table) EXPECT_EQ(escaped(row.input), row.expected);
}

TEST(Report, ElementsEscapeTheirContentOnly) {
  HtmlWriter html;
  html.element("td", "<1>");
  EXPECT_EQ(html.str(), "<td>&lt;1&gt;</td>");
}

TEST(Report, NumbersAreFixedNotationWithAPoint) {
  HtmlWriter html;
  html.number(1e21, 0).markup(" ").number(-0.25, 1).markup(" ").number(1.0 / 3, 3);
  EXPECT_EQ(html.str(), "1000000000000000000000 -0.2 0.333");
}

TEST(Report, NumberThatIsNotFiniteIsAnError) {
  HtmlWriter html;
  EXPECT_THROW(html.number(std::numeric_limits<double>::quiet_NaN(), 1), Error);
  EXPECT_THROW(html.number(std::numeric_limits<double>::infinity(), 1), Error);
}

}  // namespace
}  // namespace myolens
