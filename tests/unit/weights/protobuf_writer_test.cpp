#include "myolens/weights/protobuf_writer.h"

#include <gtest/gtest.h>

namespace myolens {
namespace {

std::string bytes(std::initializer_list<int> values) {
  std::string result;
  for (const int value : values) result.push_back(static_cast<char>(value));
  return result;
}

// The examples of https://protobuf.dev/programming-guides/encoding.
TEST(ProtobufWriter, WritesTheExamplesOfItsDocumentation) {
  WireWriter number;
  number.number(1, 150);
  EXPECT_EQ(number.bytes(), bytes({0x08, 0x96, 0x01}));
  WireWriter text;
  text.text(2, "testing");
  EXPECT_EQ(text.bytes(), bytes({0x12, 0x07}) + "testing");
  WireWriter message;
  message.message(3, number);
  EXPECT_EQ(message.bytes(), bytes({0x1a, 0x03, 0x08, 0x96, 0x01}));
  WireWriter negative;
  negative.number(1, -2);
  EXPECT_EQ(negative.bytes(),
            bytes({0x08, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}));
}

// 1.5 is 0x3fc00000 (IEEE 754), written with the lowest byte first; the tag is 2 << 3 | 5.
TEST(ProtobufWriter, WritesRealNumbersInFourBytes) {
  WireWriter real;
  real.real(2, 1.5F);
  EXPECT_EQ(real.bytes(), bytes({0x15, 0x00, 0x00, 0xc0, 0x3f}));
}

// Field 20 has the tag 20 << 3 = 160, which takes two bytes.
TEST(ProtobufWriter, WritesLargeTagsAndSizesInParts) {
  WireWriter number;
  number.number(20, 0);
  EXPECT_EQ(number.bytes(), bytes({0xa0, 0x01, 0x00}));
  WireWriter head;
  head.announce(9, 300);
  EXPECT_EQ(head.bytes(), bytes({0x4a, 0xac, 0x02}));
}

}  // namespace
}  // namespace myolens
