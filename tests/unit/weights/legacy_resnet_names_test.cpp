#include "myolens/weights/legacy_resnet_names.h"

#include <gtest/gtest.h>

namespace myolens {
namespace {

struct Translation {
  const char* legacy;
  const char* today;
};

// Keras renamed the layers of ResNet50 when it became one family with the deeper ones: stage and
// block letter turned into numbers; branch 1 (the projection) into 0, 2a to 2c into 1 to 3.
TEST(LegacyResNetNames, BecomeTodaysNames) {
  const std::vector<Translation> translations{
      {"conv1", "conv1_conv"},
      {"bn_conv1", "conv1_bn"},
      {"res2a_branch1", "conv2_block1_0_conv"},
      {"bn2a_branch1", "conv2_block1_0_bn"},
      {"res2a_branch2a", "conv2_block1_1_conv"},
      {"bn2a_branch2b", "conv2_block1_2_bn"},
      {"res2c_branch2c", "conv2_block3_3_conv"},
      {"res3d_branch2b", "conv3_block4_2_conv"},
      {"bn4f_branch2c", "conv4_block6_3_bn"},
      {"res5c_branch2a", "conv5_block3_1_conv"},
      {"fc1000", "predictions"},
  };
  for (const Translation& t : translations)
    EXPECT_EQ(translate_legacy_resnet_name(t.legacy), t.today);
}

TEST(LegacyResNetNames, LeaveOtherNamesAlone) {
  for (const char* name :
       {"conv1_conv", "block1_conv1", "dense", "", "res2a_branch", "res2a_branch2d",
        "res2a_branch2", "xx2a_branch2a", "resAa_branch2a", "bn2A_branch2a"}) {
    EXPECT_EQ(translate_legacy_resnet_name(name), name);
  }
}

// VGG and others have a layer conv1 of their own.
TEST(LegacyResNetNames, AreTranslatedOnlyInFilesThatHaveThem) {
  WeightFile other;
  other.layers = {{.name = "conv1", .class_name = "", .variables = {}}};
  translate_legacy_resnet_names(other);
  EXPECT_EQ(other.layers[0].name, "conv1");

  WeightFile resnet;
  resnet.layers = {{.name = "conv1", .class_name = "", .variables = {}},
                   {.name = "res2a_branch2a", .class_name = "", .variables = {}}};
  translate_legacy_resnet_names(resnet);
  EXPECT_EQ(resnet.layers[0].name, "conv1_conv");
  EXPECT_EQ(resnet.layers[1].name, "conv2_block1_1_conv");
}

}  // namespace
}  // namespace myolens
