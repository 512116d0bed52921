#include "myolens/report/base64.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace myolens {
namespace {

struct Vector {
  std::string bytes;
  std::string expected;
};

TEST(Report, Base64GivesTheVectorsOfRfc4648) {
  const std::vector<Vector> table{{"", ""},
                                  {"f", "Zg=="},
                                  {"fo", "Zm8="},
                                  {"foo", "Zm9v"},
                                  {"foob", "Zm9vYg=="},
                                  {"fooba", "Zm9vYmE="},
                                  {"foobar", "Zm9vYmFy"}};
  for (const Vector& row : table) {
    const std::vector<uint8_t> bytes(row.bytes.begin(), row.bytes.end());
    EXPECT_EQ(base64(bytes), row.expected);
  }
}

TEST(Report, Base64TakesBytesAbove127) {
  EXPECT_EQ(base64(std::vector<uint8_t>{0xFB, 0xFF, 0xBF}), "+/+/");
}

}  // namespace
}  // namespace myolens
