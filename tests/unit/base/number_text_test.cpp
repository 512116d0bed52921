#include "myolens/base/number_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

#include "myolens/base/error.h"

namespace myolens {
namespace {

TEST(NumberText, ReadsBackAsTheSameNumber) {
  for (const double value :
       {0.1, 1.0 / 3, 1e-300, -12345678.9, 5e-324, std::numeric_limits<double>::max()}) {
    EXPECT_EQ(parse_number(exact_text(value), "t"), value);
  }
  EXPECT_EQ(exact_text(0.1), "0.1");
}

TEST(NumberText, RoundsToTheDecimalsAskedFor) {
  EXPECT_EQ(fixed_text(2.0 / 3, 3), "0.667");
  EXPECT_EQ(fixed_text(-1, 1), "-1.0");
}

TEST(NumberText, TakesTheWholeTextOrNothing) {
  EXPECT_EQ(parse_integer("-42", "t"), -42);
  for (const char* text : {"", "1,5", "1.5x", " 1", "1e999"}) {
    try {
      parse_number(text, "age of patient 7");
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kBadFormat);
      EXPECT_THAT(error.what(), testing::HasSubstr("age of patient 7"));
    }
  }
  EXPECT_THROW(parse_integer("1.5", "t"), Error);
  EXPECT_THROW(parse_integer("99999999999", "t"), Error);
}

}  // namespace
}  // namespace myolens
