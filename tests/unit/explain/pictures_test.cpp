#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/explain/grad_cam.h"
#include "myolens/imaging/colour_scale.h"

namespace myolens {
namespace {

using testing::ElementsAre;

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
  const ColourScale& scale = find_colour_scale("hot_iron");
  const Image coloured = heat_picture(heat({0, 1}));
  const Rgb low = colour_for(scale, 0);
  const Rgb high = colour_for(scale, 1);
  EXPECT_THAT(coloured.samples, ElementsAre(low[0], low[1], low[2], high[0], high[1], high[2]));
}

// Luma of BT.601: 0.299 R + 0.587 G + 0.114 B.
TEST(OverlayPicture, IsTheGreyMapWhereNothingIsHot) {
  const Image overlay = overlay_picture(picture({255, 0, 0, 10, 200, 30}), heat({0, 0}));
  EXPECT_THAT(overlay.samples, ElementsAre(76, 76, 76, 124, 124, 124));
}

TEST(OverlayPicture, LetsTheMapShowThroughWhereItIsHottest) {
  const Rgb high = colour_for(find_colour_scale("hot_iron"), 1);
  const Image overlay = overlay_picture(picture({0, 0, 0, 200, 200, 200}), heat({1, 1}));
  for (size_t c = 0; c < 3; ++c) {
    EXPECT_LT(overlay.samples[c], high[c]);                 // over black
    EXPECT_GT(overlay.samples[3 + c], overlay.samples[c]);  // over a bright map
  }
}

}  // namespace
}  // namespace myolens
