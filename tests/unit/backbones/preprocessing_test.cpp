#include "myolens/backbones/preprocessing.h"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/backbones/catalogue.h"
#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::HasSubstr;

std::array<float, 3> transformed(Preprocessing preprocessing, std::array<float, 3> rgb) {
  const ChannelTransform transform = channel_transform(preprocessing);
  std::array<float, 3> values{};
  for (size_t c = 0; c < 3; ++c) {
    values[c] =
        rgb[static_cast<size_t>(transform.source[c])] * transform.scale[c] + transform.offset[c];
  }
  return values;
}

// keras.applications.imagenet_utils.preprocess_input, mode "caffe": BGR minus 103.939, 116.779,
// 123.68; no scaling.
TEST(CaffePreprocessing, TurnsToBgrAndTakesTheImageNetMeansOff) {
  const auto values = transformed(Preprocessing::kCaffe, {200, 100, 50});
  EXPECT_FLOAT_EQ(values[0], 50 - 103.939f);
  EXPECT_FLOAT_EQ(values[1], 100 - 116.779f);
  EXPECT_FLOAT_EQ(values[2], 200 - 123.68f);
}

// Mode "tf": RGB, x / 127.5 - 1.
TEST(MinusOneOnePreprocessing, MapsBlackAndWhiteToTheEndsOfTheRange) {
  const auto values = transformed(Preprocessing::kMinusOneOne, {0, 127.5f, 255});
  EXPECT_FLOAT_EQ(values[0], -1);
  EXPECT_NEAR(values[1], 0, 1e-7);  // 1 / 127.5 is rounded
  EXPECT_FLOAT_EQ(values[2], 1);
}

// Mode "torch": RGB, x / 255, minus ImageNet's means, by its deviations.
TEST(TorchPreprocessing, StandardisesByTheImageNetStatistics) {
  const auto values = transformed(Preprocessing::kTorch, {255, 0, 127.5f});
  EXPECT_NEAR(values[0], (1 - 0.485) / 0.229, 1e-6);
  EXPECT_NEAR(values[1], -0.456 / 0.224, 1e-6);
  EXPECT_NEAR(values[2], (0.5 - 0.406) / 0.225, 1e-6);
}

TEST(RawPreprocessing, LeavesEverythingToTheNetwork) {
  EXPECT_EQ(transformed(Preprocessing::kRaw, {1, 2, 255}), (std::array<float, 3>{1, 2, 255}));
}

// (x - 127) / 128, as EfficientNet-Lite was trained.
TEST(LitePreprocessing, CentresAt127) {
  EXPECT_EQ(transformed(Preprocessing::kLite, {127, 255, 0}),
            (std::array<float, 3>{0, 1, -127 / 128.0f}));
}

// The modes of the preprocess_input function beside each family in Keras Applications.
TEST(Preprocessing, BelongsToTheFamily) {
  const std::vector<std::pair<const char*, Preprocessing>> cases{
      {"vgg16", Preprocessing::kCaffe},
      {"resnet101", Preprocessing::kCaffe},
      {"resnet101v2", Preprocessing::kMinusOneOne},
      {"xception", Preprocessing::kMinusOneOne},
      {"inceptionv3", Preprocessing::kMinusOneOne},
      {"inceptionresnetv2", Preprocessing::kMinusOneOne},
      {"mobilenet", Preprocessing::kMinusOneOne},
      {"mobilenetv2", Preprocessing::kMinusOneOne},
      {"densenet201", Preprocessing::kTorch},
      {"efficientnetb7", Preprocessing::kRaw},
      {"efficientnet-lite2", Preprocessing::kLite}};
  for (const auto& [name, preprocessing] : cases)
    EXPECT_EQ(find_backbone(name).preprocessing, preprocessing) << name;
}

TEST(Preprocessing, IsFoundByItsNameOnly) {
  for (const Preprocessing p : {Preprocessing::kCaffe, Preprocessing::kMinusOneOne,
                                Preprocessing::kTorch, Preprocessing::kRaw, Preprocessing::kLite}) {
    EXPECT_EQ(find_preprocessing(name_of(p)), p);
  }
  EXPECT_THAT([] { find_preprocessing("cafe"); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("\"caffe\"")));
}

}  // namespace
}  // namespace myolens
