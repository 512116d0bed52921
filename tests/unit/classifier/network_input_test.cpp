#include "myolens/classifier/network_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/imaging/resample.h"

namespace myolens {
namespace {

using testing::ElementsAre;
using testing::FloatEq;

Picture four_pixels() {
  Image image(2, 2, 3);
  image.samples = {10, 20, 30, 255, 0, 128, 1, 2, 3, 40, 50, 60};
  return {image};
}

TEST(NetworkInput, IsBgrMinusTheMeansForCaffe) {
  EXPECT_THAT(network_input(four_pixels(), 2, Preprocessing::kCaffe),
              ElementsAre(FloatEq(30 - 103.939f), FloatEq(20 - 116.779f), FloatEq(10 - 123.68f),
                          FloatEq(128 - 103.939f), FloatEq(0 - 116.779f), FloatEq(255 - 123.68f),
                          FloatEq(3 - 103.939f), FloatEq(2 - 116.779f), FloatEq(1 - 123.68f),
                          FloatEq(60 - 103.939f), FloatEq(50 - 116.779f), FloatEq(40 - 123.68f)));
}

TEST(NetworkInput, IsRgbFromMinusOneToOneForResNetV2) {
  const auto values = network_input(four_pixels(), 2, Preprocessing::kMinusOneOne);
  const std::vector<uint8_t> samples = four_pixels().shown.samples;
  ASSERT_EQ(values.size(), samples.size());
  for (size_t i = 0; i < values.size(); ++i) {
    EXPECT_NEAR(values[i], samples[i] / 127.5 - 1, 1e-6);  // one float32 rounding near 1
  }
}

TEST(NetworkInput, ScalesThePictureByTheOneResampler) {
  Image image(7, 7, 3);
  for (size_t i = 0; i < image.samples.size(); ++i) image.samples[i] = static_cast<uint8_t>(i * 37);
  const Image resized = resize(image, {3, 3});
  EXPECT_EQ(network_input({image}, 3, Preprocessing::kCaffe),
            network_input({resized}, 3, Preprocessing::kCaffe));
}

// A map of few counts: 16-bit values within one step of 8 bits. Scaled to 8 bits first, all would
// be the same; clipped to 8 bits, white (Pillow#2574).
TEST(NetworkInput, Keeps16BitsUntilAfterTheResize) {
  Image16 grey(2, 2, 1);
  grey.samples = {10280, 10300, 10320, 10340};
  const auto values = network_input(deep_picture(grey, {}), 2, Preprocessing::kRaw);
  ASSERT_EQ(values.size(), 12U);
  for (size_t i = 0; i < values.size(); ++i) {
    EXPECT_NEAR(values[i], grey.samples[i / 3] / 257.0, 1e-5);  // float32 near 40
  }
  EXPECT_NEAR(network_input(deep_picture(grey, {}), 1, Preprocessing::kRaw)[0], 10310 / 257.0,
              1e-5);
}

TEST(NetworkInput, Of16BitsIsThatOf8BitsWhereBothAreExact) {
  Image16 deep(2, 2, 3);
  for (size_t i = 0; i < deep.samples.size(); ++i)
    deep.samples[i] = static_cast<uint16_t>(257 * four_pixels().shown.samples[i]);
  for (const auto way :
       {Preprocessing::kCaffe, Preprocessing::kTorch, Preprocessing::kMinusOneOne}) {
    const auto from_deep = network_input(deep_picture(deep, {}), 2, way);
    const auto from_shown = network_input(four_pixels(), 2, way);
    for (size_t i = 0; i < from_deep.size(); ++i)
      EXPECT_NEAR(from_deep[i], from_shown[i], 2e-5);  // float32 near 255
  }
}

}  // namespace
}  // namespace myolens
