#include "myolens/cohort/problems.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(Problems, AreSilentWhenThereAreNone) { EXPECT_NO_THROW(Problems().throw_if_any("m.csv")); }

TEST(Problems, NameTheFirstTenAndCountTheRest) {
  Problems problems;
  problems.add(ErrorCode::kNotFound, "row 2");
  for (int row = 3; row <= 14; ++row) {
    problems.add(ErrorCode::kBadData, "row " + std::to_string(row));
  }
  EXPECT_THAT(
      [&] { problems.throw_if_any("m.csv"); },
      FailsWith(ErrorCode::kNotFound,
                AllOf(HasSubstr("m.csv (13 problems)"), HasSubstr("row 2\n"), HasSubstr("row 11\n"),
                      Not(HasSubstr("row 12")), HasSubstr("and 3 more"))));
}

}  // namespace
}  // namespace myolens
