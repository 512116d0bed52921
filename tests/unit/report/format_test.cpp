#include "myolens/report/format.h"

#include <gtest/gtest.h>

namespace myolens {
namespace {

TEST(Report, NumbersCarryAMinusSignAndNoNegativeZero) {
  EXPECT_EQ(decimal(-0.0171, 3), "\u22120.017");
  EXPECT_EQ(decimal(-0.0001, 3), "0.000");
  EXPECT_EQ(signed_decimal(0.203, 3), "+0.203");
  EXPECT_EQ(signed_decimal(-0.203, 3), "\u22120.203");
  EXPECT_EQ(signed_decimal(0.0001, 3), "0.000");
}

TEST(Report, NumbersAreAsShortAsTheirKindAllows) {
  EXPECT_EQ(percent(42.0 / 44), "95.5%");
  EXPECT_EQ(compact(0.5), "0.5");
  EXPECT_EQ(compact(0.48372648), "0.484");
  EXPECT_EQ(compact(1), "1");
  EXPECT_EQ(without_exponent(1e-5), "0.00001");
  EXPECT_EQ(without_exponent(1e-4), "0.0001");
}

TEST(Report, LongCountsAreGroupedInThrees) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(1200), "1200");
  EXPECT_EQ(grouped(15491586), "15\u202F491\u202F586");
  EXPECT_EQ(grouped(-525058), "\u2212525\u202F058");
}

TEST(Report, MissingNumbersAreCalledUndefined) {
  EXPECT_EQ(or_undefined({}), "undefined");
  EXPECT_EQ(interval_text({}), "undefined");
  EXPECT_EQ(p_text({}), "undefined");
}

TEST(Report, IntervalsAndPValuesReadAsInAJournal) {
  EXPECT_EQ(interval_text(Interval{-0.029, 0.0561}), "\u22120.029 to 0.056");
  EXPECT_EQ(p_text(0.6204), "0.620");
  EXPECT_EQ(p_text(0.0002), "<\u00A00.001");
}

}  // namespace
}  // namespace myolens
