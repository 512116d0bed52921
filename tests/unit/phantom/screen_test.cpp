#include "myolens/phantom/screen.h"

#include <gmock/gmock.h>
#include <set>
#include <string>

#include "myolens/imaging/colour_scale.h"
#include "myolens/phantom/disc_sampling.h"

namespace myolens {
namespace {

using testing::HasSubstr;

RandomStream stream(int index) { return {9, "style " + std::to_string(index)}; }

TEST(ScreenStyle, AlwaysSaysSynthetic) {
  for (int i = 0; i < 300; ++i) {
    const ScreenStyle style = draw_screen_style(stream(i), "STRESS AC");
    EXPECT_THAT(style.text, HasSubstr("SYNTHETIC"));
    EXPECT_THAT(style.text, HasSubstr("STRESS AC"));
  }
}

TEST(ScreenStyle, KeepsTheDiscOnTheScreen) {
  for (int i = 0; i < 300; ++i) {
    const Disc disc = draw_screen_style(stream(i), "STRESS AC").disc;
    EXPECT_GE(disc.centre_x - disc.radius, 0);
    EXPECT_GE(disc.centre_y - disc.radius, 0);
    EXPECT_LE(disc.centre_x + disc.radius, kScreenWidth);
    EXPECT_LE(disc.centre_y + disc.radius, kScreenHeight);
  }
}

TEST(ScreenStyle, KeepsADepartmentsScaleUnlessScalesAreMixed) {
  std::set<std::string_view> mixed;
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(draw_screen_style(stream(i), "STRESS AC").colour_scale, kUsualColourScale);
    mixed.insert(draw_screen_style(stream(i), "STRESS AC", kMixedColourScales).colour_scale);
  }
  EXPECT_GE(mixed.size(), 5u);
}

TEST(Screen, ShowsUptakeInTheColoursOfTheScale) {
  ScreenStyle style = draw_screen_style(stream(1), "STRESS AC");
  style.text_y = 40;  // away from the disc
  style.text_x = 20;
  const Image screen = draw_screen(FloatImage(kMapSide, kMapSide, 1, 0.6F), style);
  EXPECT_EQ(screen.width, kScreenWidth);
  EXPECT_EQ(screen.height, kScreenHeight);
  const Rgb expected = colour_for(find_colour_scale(style.colour_scale), 0.6);
  const uint8_t* centre =
      screen.pixel(static_cast<int>(style.disc.centre_x), static_cast<int>(style.disc.centre_y));
  EXPECT_EQ((Rgb{centre[0], centre[1], centre[2]}), expected);
  const uint8_t* corner = screen.pixel(2, kScreenHeight - 2);
  EXPECT_EQ((Rgb{corner[0], corner[1], corner[2]}), (Rgb{0, 0, 0}));
}

TEST(Screen, HasWhiteText) {
  ScreenStyle style = draw_screen_style(stream(2), "STRESS AC");
  style.text_x = 20;
  style.text_y = 40;
  const Image screen = draw_screen(FloatImage(kMapSide, kMapSide, 1, 0.5F), style);
  int white = 0;
  for (int y = 15; y < 45; ++y) {
    for (int x = 20; x < 500; ++x) white += *screen.pixel(x, y) > 200;
  }
  EXPECT_GT(white, 300);
}

}  // namespace
}  // namespace myolens
