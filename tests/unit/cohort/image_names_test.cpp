#include "myolens/cohort/image_names.h"

#include <gtest/gtest.h>

namespace myolens {
namespace {

struct NameCase {
  std::string patient;
  std::string stem;
  std::string expected;
};

TEST(ImageNames, AreSafeAndKeepUnicode) {
  const NameCase cases[] = {
      {"P1", "stress", "P1_stress.png"},
      {"P1", "P1_stress", "P1_stress.png"},
      {"Nguyễn Thị", "ảnh 1", "Nguyễn Thị_ảnh 1.png"},
      {"a/b\\c", "d:e*?", "a_b_c_d_e__.png"},
      {"..", "x", "_.._x.png"},
      {"P\n1", "x", "P_1_x.png"},
      {"P\xFF", "\xC3", "P___.png"},
      {"P", "\xED\xA0\x80", "P____.png"},
  };
  for (const NameCase& each : cases) {
    EXPECT_EQ(ImageNames().next(each.patient, each.stem), each.expected);
  }
}

TEST(ImageNames, DifferEvenWhereCaseDoesNotCount) {
  ImageNames names;
  EXPECT_EQ(names.next("p1", "a"), "p1_a.png");
  EXPECT_EQ(names.next("P1", "A"), "P1_A_2.png");
  EXPECT_EQ(names.next("p1", "a"), "p1_a_3.png");
}

TEST(ImageNames, AreCutBetweenCharacters) {
  std::string patient;
  for (int i = 0; i < 150; ++i) patient += "ễ";  // 3 bytes each
  const std::string name = ImageNames().next(patient, "x");
  EXPECT_EQ(name.size(), 198U + 4U);  // 66 characters and ".png"
}

}  // namespace
}  // namespace myolens
