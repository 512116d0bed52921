#include "myolens/cohort/image_names.h"

#include <gtest/gtest.h>

namespace myolens {
namespace {

struct NameCase {
  std::string patient;
  std::string expected;
};

TEST(ImageNames, AreSafeAndKeepUnicode) {
  const NameCase cases[] = {
      {"P1", "P1_1.png"},
      {"Nguyễn Thị", "Nguyễn Thị_1.png"},
      {"a/b\\c:*?", "a_b_c____1.png"},
      {"..", "_.._1.png"},
      {"P\n1", "P_1_1.png"},
      {"P\xFF", "P__1.png"},
      {"P\xED\xA0\x80", "P____1.png"},
      {"", "__1.png"},
  };
  for (const NameCase& each : cases) EXPECT_EQ(ImageNames().next(each.patient), each.expected);
}

TEST(ImageNames, CountThePicturesOfEachPatientEvenWhereCaseDoesNotCount) {
  ImageNames names;
  EXPECT_EQ(names.next("p1"), "p1_1.png");
  EXPECT_EQ(names.next("P1"), "P1_2.png");
  EXPECT_EQ(names.next("p1_1"), "p1_1_1.png");
  EXPECT_EQ(names.next("p1"), "p1_3.png");
}

TEST(ImageNames, AreCutBetweenCharacters) {
  std::string patient;
  for (int i = 0; i < 150; ++i) patient += "ễ";  // 3 bytes each
  ImageNames names;
  EXPECT_EQ(names.next(patient).size(), 198U + 6U);  // 66 characters and "_1.png"
  EXPECT_EQ(names.next(patient + "x").substr(198), "_2.png");
}

}  // namespace
}  // namespace myolens
