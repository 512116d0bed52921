#include "myolens/base/error.h"

#include <gtest/gtest.h>

namespace myolens {
namespace {

TEST(NearestNameHint, NamesTheCandidateWithTheFewestEdits) {
  const std::vector<std::string> names{"ResNet50", "ResNet50V2", "ResNet152V2", "VGG16"};
  EXPECT_EQ(nearest_name_hint("resnet152v2", names), " (did you mean \"ResNet152V2\"?)");
  EXPECT_EQ(nearest_name_hint("ResNet50V", names), " (did you mean \"ResNet50\"?)");
  EXPECT_EQ(nearest_name_hint("VG16", names), " (did you mean \"VGG16\"?)");
}

TEST(NearestNameHint, IsSilentWhenNothingIsNear) {
  EXPECT_EQ(nearest_name_hint("transformer", {"ResNet50", "VGG16"}), "");
  EXPECT_EQ(nearest_name_hint("x", {}), "");
}

}  // namespace
}  // namespace myolens
