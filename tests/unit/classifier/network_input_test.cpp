#include "myolens/classifier/network_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/imaging/resample.h"

namespace myolens {
namespace {

using testing::ElementsAre;
using testing::FloatEq;

Image four_pixels() {
  Image image(2, 2, 3);
  image.samples = {10, 20, 30, 255, 0, 128, 1, 2, 3, 40, 50, 60};
  return image;
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
  const std::vector<uint8_t> samples = four_pixels().samples;
  ASSERT_EQ(values.size(), samples.size());
  for (size_t i = 0; i < values.size(); ++i) {
    EXPECT_NEAR(values[i], samples[i] / 127.5 - 1, 1e-6);  // one float32 rounding near 1
  }
}

TEST(NetworkInput, ScalesThePictureByTheOneResampler) {
  Image image(7, 7, 3);
  for (size_t i = 0; i < image.samples.size(); ++i) image.samples[i] = static_cast<uint8_t>(i * 37);
  const Image resized = resize(image, {3, 3});
  EXPECT_EQ(network_input(image, 3, Preprocessing::kCaffe),
            network_input(resized, 3, Preprocessing::kCaffe));
}

}  // namespace
}  // namespace myolens
