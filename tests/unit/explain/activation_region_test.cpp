#include "myolens/explain/activation_region.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::_;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

FloatImage heat(int width, int height, std::vector<float> values) {
  FloatImage image(width, height, 1);
  image.samples = std::move(values);
  return image;
}

TEST(ActivationRegion, HoldsWhatReachesTheShareOfTheMaximum) {
  const FloatImage image = heat(4, 1, {0.1f, 0.4f, 0.2f, 0.8f});
  EXPECT_THAT(activation_region(image, 0.5).samples, ElementsAre(0, 255, 0, 255));
  EXPECT_THAT(activation_region(image, 0.25).samples, ElementsAre(0, 255, 255, 255));
  EXPECT_THAT(activation_region(image, 1).samples, ElementsAre(0, 0, 0, 255));
}

TEST(ActivationRegion, IsEmptyWithoutHeat) {
  EXPECT_THAT(activation_region(FloatImage(3, 2, 1)).samples, Each(0));
  EXPECT_THAT(activation_region(heat(2, 1, {-1, -2})).samples, Each(0));
  FloatImage none;
  none.channels = 1;
  EXPECT_TRUE(activation_region(none).samples.empty());
}

TEST(ActivationRegion, RefusesSharesThatNameNoRegion) {
  for (const double share : {0.0, -0.5, 1.01, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_THAT([&] { activation_region(FloatImage(3, 2, 1), share); },
                FailsWith(ErrorCode::kInvalidArgument, HasSubstr("share")));
  }
}

// A square of 3 x 3 pixels in the middle of 7 x 7: its rim of eight is white, the twelve pixels at
// its sides are black, its middle is as it was and the rest half as bright.
TEST(RegionPicture, DrawsTheOutline) {
  FloatImage square(7, 7, 1);
  for (int y = 2; y < 5; ++y) {
    for (int x = 2; x < 5; ++x) *square.pixel(x, y) = 1;
  }
  const Image picture = region_picture(Image(7, 7, 3, 100), square);
  size_t white = 0;
  size_t black = 0;
  for (size_t i = 0; i < picture.samples.size(); i += 3) {
    white += picture.samples[i] == 255 ? 1 : 0;
    black += picture.samples[i] == 0 ? 1 : 0;
  }
  EXPECT_EQ(white, 8);
  EXPECT_EQ(black, 12);
  EXPECT_EQ(*picture.pixel(2, 2), 255);
  EXPECT_EQ(*picture.pixel(3, 3), 100);
  EXPECT_EQ(*picture.pixel(3, 1), 0);
  EXPECT_EQ(*picture.pixel(1, 1), 50);  // touches the square with a corner only
  EXPECT_EQ(*picture.pixel(6, 6), 50);
}

TEST(RegionPicture, ClosesTheOutlineAtTheBorderOfThePicture) {
  const Image picture = region_picture(Image(5, 5, 3, 100), FloatImage(5, 5, 1, 1.0f));
  EXPECT_EQ(*picture.pixel(0, 0), 255);
  EXPECT_EQ(*picture.pixel(4, 2), 255);
  EXPECT_EQ(*picture.pixel(2, 2), 100);
}

TEST(RegionPicture, IsTheDarkenedMapWithoutHeat) {
  EXPECT_THAT(region_picture(Image(5, 5, 3, 100), FloatImage(5, 5, 1)).samples, Each(50));
}

TEST(RegionPicture, RefusesHeatOfAnotherSize) {
  EXPECT_THAT([] { region_picture(Image(5, 5, 3), FloatImage(4, 5, 1)); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("4 x 5")));
  EXPECT_THAT([] { region_picture(Image(5, 5, 1), FloatImage(5, 5, 1)); },
              FailsWith(ErrorCode::kInvalidArgument, _));
}

}  // namespace
}  // namespace myolens
