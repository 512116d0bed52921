// Limits beside expected ones.
#pragma once

#include <gtest/gtest.h>
#include <optional>

#include "myolens/metrics/intervals.h"

namespace myolens::test {

inline void expect_interval(const std::optional<Interval>& interval, Interval expected,
                            double tolerance) {
  ASSERT_TRUE(interval);
  EXPECT_NEAR(interval->low, expected.low, tolerance);
  EXPECT_NEAR(interval->high, expected.high, tolerance);
}

}  // namespace myolens::test
