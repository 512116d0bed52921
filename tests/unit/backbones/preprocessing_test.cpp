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
        rgb[static_cast<size_t>(transform.source[c])] * transform.scale + transform.offset[c];
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

TEST(Preprocessing, BelongsToTheFamily) {
  for (const Backbone& backbone : backbone_catalogue()) {
    const bool version_2 = backbone.name.ends_with("v2");
    EXPECT_EQ(backbone.preprocessing,
              version_2 ? Preprocessing::kMinusOneOne : Preprocessing::kCaffe);
  }
}

TEST(Preprocessing, IsFoundByItsNameOnly) {
  for (const Preprocessing p : {Preprocessing::kCaffe, Preprocessing::kMinusOneOne}) {
    EXPECT_EQ(find_preprocessing(name_of(p)), p);
  }
  EXPECT_THAT([] { find_preprocessing("cafe"); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("\"caffe\"")));
}

}  // namespace
}  // namespace myolens
