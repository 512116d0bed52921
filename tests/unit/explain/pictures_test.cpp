#include "myolens/explain/pictures.h"

#include <cmath>
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

Image picture(std::vector<uint8_t> samples) {
  Image image(2, 1, 3);
  image.samples = std::move(samples);
  return image;
}

FloatImage heat(std::vector<float> samples) {
  FloatImage image(2, 1, 1);
  image.samples = std::move(samples);
  return image;
}

TEST(HeatPicture, ColoursFromTheLowToTheHighEndOfTheScale) {
  EXPECT_THAT(heat_picture(heat({0, 1})).samples, ElementsAre(0, 0, 0, 255, 130, 0));
  EXPECT_THAT(heat_picture(heat({-1, 2})).samples, ElementsAre(0, 0, 0, 255, 130, 0));
  EXPECT_EQ(heat_colour(0.5), (Rgb{180, 20, 110}));
  EXPECT_EQ(heat_colour(0.375), (Rgb{130, 15, 115})) << "midway between its neighbours";
}

TEST(HeatColours, GrowLighterAllTheWay) {
  const auto luma = [](Rgb colour) {
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2];
  };
  for (double value = 0.02; value <= 1; value += 0.02)
    EXPECT_GT(luma(heat_colour(value)), luma(heat_colour(value - 0.02))) << value;
}

// Greys have equal channels; a colour is told by how far they lie apart.
TEST(OverlayPicture, ShowsTheStrongestHeatInColourOverBlackGreyAndWhite) {
  for (const int grey : {0, 64, 128, 192, 255}) {
    const auto sample = static_cast<uint8_t>(grey);
    const Image map = picture({sample, sample, sample, sample, sample, sample});
    const std::vector<uint8_t> shown = overlay_picture(map, heat({1, 0})).samples;
    const auto [low, high] = std::minmax({shown[0], shown[1], shown[2]});
    EXPECT_GT(high - low, 150) << grey;
  }
}

// Luma of BT.601: 0.299 R + 0.587 G + 0.114 B.
TEST(OverlayPicture, IsTheGreyMapWhereNothingIsHot) {
  const Image overlay = overlay_picture(picture({255, 0, 0, 10, 200, 30}), heat({0, 0}));
  EXPECT_THAT(overlay.samples, ElementsAre(76, 76, 76, 124, 124, 124));
  EXPECT_EQ(overlay_picture(picture({255, 0, 0, 10, 200, 30}), heat({-1, -0.5f})), overlay);
}

TEST(OverlayPicture, LetsTheMapShowThroughWhereItIsHottest) {
  const Rgb high = heat_colour(1);
  const Image overlay = overlay_picture(picture({0, 0, 0, 200, 200, 200}), heat({1, 1}));
  for (size_t c = 0; c < 3; ++c) {
    EXPECT_EQ(overlay.samples[c], std::lround(kOverlayOpacity * high[c]));  // over black
    EXPECT_GT(overlay.samples[3 + c], overlay.samples[c]);                  // over a bright map
  }
}

TEST(OverlayPicture, IsAsOpaqueAsAsked) {
  const Rgb high = heat_colour(1);
  const Image map = picture({0, 0, 0, 200, 200, 200});
  EXPECT_THAT(overlay_picture(map, heat({1, 1}), 0).samples, ElementsAre(0, 0, 0, 200, 200, 200));
  EXPECT_THAT(overlay_picture(map, heat({1, 1}), 1).samples,
              ElementsAre(high[0], high[1], high[2], high[0], high[1], high[2]));
  for (const double opacity : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_THAT(
        [&] {
          overlay_picture(map, heat({1, 1}), opacity);
        },
        FailsWith(ErrorCode::kInvalidArgument, HasSubstr("opacity")));
  }
}

TEST(OverlayPicture, RefusesHeatOfAnotherSize) {
  const Image map = picture({0, 0, 0, 200, 200, 200});
  EXPECT_THAT([&] { overlay_picture(map, FloatImage(3, 1, 1)); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("3 x 1")));
  EXPECT_THAT(
      [&] {
        overlay_picture(Image(2, 1, 1), heat({1, 1}));
      },
      FailsWith(ErrorCode::kInvalidArgument, _));
}

// Orange is redder than blue, purple the other way.
TEST(SignedOverlayPicture, TellsForFromAgainst) {
  const Image overlay =
      signed_overlay_picture(picture({128, 128, 128, 128, 128, 128}), heat({1, -1}), 1);
  EXPECT_GT(overlay.samples[0], overlay.samples[2]);
  EXPECT_LT(overlay.samples[3], overlay.samples[5]);
  EXPECT_THAT(signed_overlay_picture(picture({9, 9, 9, 80, 80, 80}), heat({0, 0}), 1).samples,
              ElementsAre(9, 9, 9, 80, 80, 80));
}

// The bar begins right of the picture, behind a gap, and runs over its whole height.
TEST(WithScaleBar, ShowsTheColoursOfThePicture) {
  constexpr int kSide = 200;
  constexpr int kInsideBar = kSide + 6;
  const Image map(kSide, kSide, 3, 77);
  const Image wide = with_scale_bar(map, HeatScale::kHeat);
  ASSERT_EQ(wide.height, kSide);
  ASSERT_GT(wide.width, kSide);
  for (const int y : {0, 50, 100, 199}) {
    EXPECT_EQ(*wide.pixel(kSide - 1, y), 77);
    const Rgb expected = heat_colour(1 - (y + 0.5) / kSide);
    for (size_t c = 0; c < 3; ++c) EXPECT_EQ(wide.pixel(kInsideBar, y)[c], expected[c]) << y;
  }
  // Of the overlay, what the strongest and the weakest heat look like over middle grey.
  const Image overlaid = with_scale_bar(map, HeatScale::kOverlay, 0.4);
  FloatImage ends(2, 1, 1);
  ends.samples = {1 - 0.5f / kSide, 0.5f / kSide};
  const Image expected = overlay_picture(Image(2, 1, 3, 128), ends, 0.4);
  for (size_t c = 0; c < 3; ++c) {
    EXPECT_EQ(overlaid.pixel(kInsideBar, 0)[c], expected.samples[c]);
    EXPECT_EQ(overlaid.pixel(kInsideBar, kSide - 1)[c], expected.samples[3 + c]);
  }
}

TEST(WithScaleBar, IsGreyInTheMiddleOfASignedBar) {
  const Image wide = with_scale_bar(Image(201, 201, 3), HeatScale::kSignedOverlay);
  EXPECT_THAT(std::vector<uint8_t>(wide.pixel(207, 100), wide.pixel(207, 100) + 3), Each(128));
}

TEST(WithScaleBar, LabelsTheEnds) {
  const Image wide = with_scale_bar(Image(200, 200, 3), HeatScale::kHeat);
  const auto brightest = [&](int top, int bottom) {
    uint8_t value = 0;
    for (int y = top; y < bottom; ++y) {
      for (int x = 216; x < wide.width; ++x) value = std::max(value, *wide.pixel(x, y));
    }
    return value;
  };
  EXPECT_GT(brightest(0, 20), 150);
  EXPECT_EQ(brightest(30, 80), 0);
  EXPECT_GT(brightest(90, 110), 150);
  EXPECT_GT(brightest(180, 200), 150);
}

TEST(WithCaption, WritesBelowThePicture) {
  const Image map(120, 90, 3, 33);
  const Image tall = with_caption(map, "CAD, probability 0.93");
  ASSERT_EQ(tall.width, 120);
  ASSERT_GT(tall.height, 95);
  EXPECT_TRUE(std::equal(map.samples.begin(), map.samples.end(), tall.samples.begin()));
  const auto below = tall.samples.begin() + static_cast<std::ptrdiff_t>(map.samples.size());
  EXPECT_GT(*std::max_element(below, tall.samples.end()), 150);
  for (int y = 90; y < tall.height; ++y) EXPECT_LT(*tall.pixel(119, y), 40);  // not cut off
  EXPECT_EQ(with_caption(map, "").height, tall.height);
}

}  // namespace
}  // namespace myolens
