#include "myolens/base/utf8.h"

#include <gtest/gtest.h>

namespace myolens {
namespace {

// Table 3-7 of the Unicode standard: the first and last of each row, and what lies just outside.
TEST(Utf8, KnowsEveryWellFormedRange) {
  for (const char* text :
       {"", "a", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEF\xBF\xBF",
        "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "Nguy\xE1\xBB\x85n"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
}

TEST(Utf8, RefusesOverlongSurrogateTruncatedAndStrayBytes) {
  for (const char* text :
       {"\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xE1\xBB",
        "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "M\xFCller"}) {
    EXPECT_FALSE(is_utf8(text)) << text;
  }
}

TEST(Utf8, PrintsNoControlCharacters) {
  EXPECT_EQ(printable("a\n\tễ"), "a\n\tễ");
  EXPECT_EQ(printable("a\u202Eb\u2066c"), "a\uFFFDb\uFFFDc");
  EXPECT_EQ(printable("\x1b[2Jx\x7f\rM\xFC\xC2\x9B"), "\uFFFD[2Jx\uFFFD\uFFFDM\uFFFD\uFFFD");
}

TEST(Utf8, ReadsOneCharacter) {
  EXPECT_EQ(first_code_point("ab").bytes, 1U);
  EXPECT_EQ(first_code_point("ễx").bytes, 3U);
  EXPECT_EQ(first_code_point("ễx").value, 0x1EC5U);
  EXPECT_EQ(first_code_point("").bytes, 0U);
}

}  // namespace
}  // namespace myolens
