#include "myolens/training/bfloat16_rows.h"

#include <bit>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

namespace myolens {
namespace {

using testing::ElementsAre;

std::vector<float> through(std::vector<float> values) {
  round_to_bfloat16(values);
  const std::vector<float> packed = pack_bfloat16(values);
  EXPECT_EQ(packed.size(), packed_size(values.size()));
  std::vector<float> found(values.size());
  unpack_bfloat16(packed, found);
  return found;
}

// bfloat16 has 8 bits of mantissa: near 1 its values lie 2^-7 apart.
TEST(Bfloat16Rows, RoundToTheNearestAndToEvenInTheMiddle) {
  EXPECT_THAT(through({1.0f + 0x1p-8f, 1.0f + 0x3p-8f, 1.0f + 0x1.01p-8f, -1.0f - 0x0.ffp-8f}),
              ElementsAre(1.0f, 1.0f + 0x1p-6f, 1.0f + 0x1p-7f, -1.0f));
}

TEST(Bfloat16Rows, KeepWhatBfloat16CanHold) {
  const float infinity = std::numeric_limits<float>::infinity();
  EXPECT_THAT(through({0.0f, 1.0f, -2.5f, 0x1.fep127f, 0x1p-133f, infinity, -infinity}),
              ElementsAre(0.0f, 1.0f, -2.5f, 0x1.fep127f, 0x1p-133f, infinity, -infinity));
  EXPECT_TRUE(std::signbit(through({-0.0f})[0]));
  EXPECT_THAT(through({}), ElementsAre());
}

TEST(Bfloat16Rows, LeaveWhatIsTooLargeInfiniteAndNoNumberNoNumber) {
  EXPECT_THAT(through({std::numeric_limits<float>::max()}),
              ElementsAre(std::numeric_limits<float>::infinity()));
  const float payload_below = std::bit_cast<float>(0x7F800001u);
  EXPECT_TRUE(std::isnan(through({1.0f, payload_below})[1]));
}

}  // namespace
}  // namespace myolens
