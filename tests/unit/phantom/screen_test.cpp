#include "myolens/phantom/screen.h"

#include <cmath>
#include <gmock/gmock.h>
#include <numbers>
#include <set>
#include <string>

#include "myolens/base/error.h"
#include "myolens/imaging/colour_scale.h"
#include "myolens/phantom/disc_sampling.h"

namespace myolens {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::Le;

RandomStream stream(int index) { return {9, "style " + std::to_string(index)}; }

ScreenStyle style_of(ScreenLayout layout, int index,
                     std::string_view colour_scale = kUsualColourScale) {
  return draw_screen_style({kStressCorrected, layout, colour_scale}, stream(index));
}

std::vector<ScreenMap> even_maps(ScreenLayout layout, float uptake = .6F) {
  std::vector<ScreenMap> maps;
  for (const ImageKind image : shown_images(layout, kStressCorrected)) {
    maps.push_back({image, FloatImage(kMapSide, kMapSide, 1, uptake)});
  }
  return maps;
}

Rgb colour_at(const Image& screen, double x, double y) {
  const uint8_t* pixel = screen.pixel(static_cast<int>(x), static_cast<int>(y));
  return {pixel[0], pixel[1], pixel[2]};
}

class ScreenLayouts : public testing::TestWithParam<ScreenLayout> {};
INSTANTIATE_TEST_SUITE_P(Phantom, ScreenLayouts, testing::ValuesIn(kScreenLayouts),
                         [](const auto& test) {
                           return std::string(screen_layout_name(test.param));
                         });

TEST_P(ScreenLayouts, AlwaysSaySynthetic) {
  for (int i = 0; i < 100; ++i) {
    const ScreenStyle style = style_of(GetParam(), i);
    EXPECT_THAT(style.texts.front().text, HasSubstr("SYNTHETIC"));
    EXPECT_THAT(style.texts.front().text, HasSubstr("AC"));
  }
}

TEST_P(ScreenLayouts, KeepTheirPartsOnTheScreenAndTheirDiscsApart) {
  for (int i = 0; i < 300; ++i) {
    const ScreenStyle style = style_of(GetParam(), i, kMixedColourScales);
    for (size_t a = 0; a < style.discs.size(); ++a) {
      const Disc& disc = style.discs[a].disc;
      EXPECT_THAT(disc.radius, AllOf(Ge(90), Le(500)));
      EXPECT_GE(disc.centre_x - disc.radius, 1);
      EXPECT_GE(disc.centre_y - disc.radius, 1);
      EXPECT_LE(disc.centre_x + disc.radius, style.size.width - 1);
      EXPECT_LE(disc.centre_y + disc.radius, style.size.height - 1);
      for (size_t b = 0; b < a; ++b) {
        const Disc& other = style.discs[b].disc;
        EXPECT_GT(std::hypot(disc.centre_x - other.centre_x, disc.centre_y - other.centre_y),
                  disc.radius + other.radius + 4);
      }
    }
    std::vector<ScreenBox> boxes = style.colour_bars;
    for (const ScreenSlice& slice : style.slices) boxes.push_back(slice.box);
    for (const ScreenVentricle& ventricle : style.ventricles) boxes.push_back(ventricle.box);
    for (const ScreenBox& box : boxes) {
      EXPECT_GE(box.left, 0);
      EXPECT_GE(box.top, 0);
      EXPECT_LE(box.left + box.width, style.size.width);
      EXPECT_LE(box.top + box.height, style.size.height);
      for (const ScreenDisc& shown : style.discs) {
        const double x = std::clamp<double>(shown.disc.centre_x, box.left, box.left + box.width);
        const double y = std::clamp<double>(shown.disc.centre_y, box.top, box.top + box.height);
        EXPECT_GT(std::hypot(x - shown.disc.centre_x, y - shown.disc.centre_y), shown.disc.radius);
      }
    }
  }
}

TEST_P(ScreenLayouts, DifferFromTheirCleanTwinsOnlyWhereSomethingWasDrawnOver) {
  const DrawnScreen drawn = draw_screen(even_maps(GetParam()), style_of(GetParam(), 3));
  size_t covered = 0;
  for (size_t i = 0; i < drawn.overlay.samples.size(); ++i) {
    const bool equal = std::equal(drawn.screen.samples.begin() + static_cast<long>(3 * i),
                                  drawn.screen.samples.begin() + static_cast<long>(3 * i + 3),
                                  drawn.clean.samples.begin() + static_cast<long>(3 * i));
    ASSERT_EQ(equal, drawn.overlay.samples[i] == 0);
    covered += equal ? 0 : 1;
  }
  EXPECT_GT(covered, 1000u);
  EXPECT_LT(covered, drawn.overlay.samples.size() / 8);
}

// White maps on black: the sum of grey levels is the circle's area, its centroid the centre.
TEST_P(ScreenLayouts, DrawExactCircles) {
  ScreenStyle style = style_of(GetParam(), 5, "grey");
  style.ground = {0, 0, 0};
  style.slices.clear();
  style.ventricles.clear();
  style.colour_bars.clear();
  style.difference_colours.equal = {255, 255, 255};
  const DrawnScreen drawn = draw_screen(even_maps(GetParam(), 1), style);
  ASSERT_EQ(drawn.discs.size(), style.discs.size());
  for (const DiscTruth& truth : drawn.discs) {
    const Disc& disc = truth.disc;
    double area = 0;
    double sum_x = 0;
    double sum_y = 0;
    for (int y = 0; y < drawn.clean.height; ++y) {
      for (int x = 0; x < drawn.clean.width; ++x) {
        if (std::hypot(x + .5 - disc.centre_x, y + .5 - disc.centre_y) > disc.radius + 2) continue;
        const double share = *drawn.clean.pixel(x, y) / 255.0;
        area += share;
        sum_x += share * (x + .5);
        sum_y += share * (y + .5);
      }
    }
    // The layout "single" may lose up to a pixel at its four extremes.
    const bool cut = GetParam() == ScreenLayout::kSingle;
    EXPECT_NEAR(std::sqrt(area / std::numbers::pi), disc.radius, cut ? .05 : .01) << truth.name;
    EXPECT_NEAR(sum_x / area, disc.centre_x, cut ? .1 : .01) << truth.name;
    EXPECT_NEAR(sum_y / area, disc.centre_y, cut ? .1 : .01) << truth.name;
  }
}

TEST_P(ScreenLayouts, ShowOneDepartmentsDiscsAtTheSamePlaces) {
  const ScreenRequest request{kStressCorrected, GetParam(), kMixedColourScales};
  const ScreenStyle one = draw_screen_style(request, stream(1), RandomStream(3, "department"));
  const ScreenStyle two = draw_screen_style(request, stream(2), RandomStream(3, "department"));
  EXPECT_EQ(one.colour_scale, two.colour_scale);
  EXPECT_NE(one.texts.front().text, two.texts.front().text);
  ASSERT_EQ(one.discs.size(), two.discs.size());
  for (size_t i = 0; i < one.discs.size(); ++i) {
    EXPECT_EQ(one.discs[i].disc.centre_x, two.discs[i].disc.centre_x);
    EXPECT_EQ(one.discs[i].disc.radius, two.discs[i].disc.radius);
  }
}

TEST(ScreenStyle, KeepsADepartmentsScaleUnlessScalesAreMixed) {
  for (const ScreenLayout layout : {ScreenLayout::kSingle, ScreenLayout::kGrid}) {
    std::set<std::string_view> mixed;
    for (int i = 0; i < 100; ++i) {
      EXPECT_EQ(style_of(layout, i).colour_scale, kUsualColourScale);
      mixed.insert(style_of(layout, i, kMixedColourScales).colour_scale);
    }
    EXPECT_GE(mixed.size(), 6u);
  }
}

TEST(ScreenStyle, HasSeveralSizesAndJpegQualities) {
  std::set<int> widths;
  std::set<int> qualities;
  for (int i = 0; i < 300; ++i) {
    const ScreenStyle style = style_of(ScreenLayout::kGrid, i);
    widths.insert(style.size.width);
    qualities.insert(style.jpeg_quality);
  }
  EXPECT_THAT(widths, ElementsAre(1024, 1280, 1640, 1920));
  EXPECT_LT(*qualities.begin(), 63);
  EXPECT_GT(*qualities.rbegin(), 92);
}

TEST(ScreenLayout, NamesEveryDisc) {
  const auto names = [](ScreenLayout layout) {
    std::vector<std::string> found;
    for (const ScreenDisc& shown : style_of(layout, 1).discs) found.push_back(shown.name);
    return found;
  };
  EXPECT_THAT(names(ScreenLayout::kColumn), ElementsAre("stress", "rest", "difference"));
  EXPECT_THAT(names(ScreenLayout::kGrid),
              ElementsAre("stress AC", "stress NAC", "rest AC", "rest NAC"));
  EXPECT_THAT(names(ScreenLayout::kWhite), ElementsAre("stress"));
}

TEST(ScreenLayout, IsFoundByItsName) {
  EXPECT_EQ(find_screen_layout("grid"), ScreenLayout::kGrid);
  EXPECT_THROW(find_screen_layout("gird"), Error);
}

TEST(Screen, ShowsUptakeInTheColoursOfTheScale) {
  ScreenStyle style = style_of(ScreenLayout::kSingle, 1);
  style.texts.front().x = 20;  // away from the disc
  style.texts.front().y = 40;
  const DrawnScreen drawn = draw_screen(even_maps(ScreenLayout::kSingle), style);
  EXPECT_EQ(drawn.screen.width, kUsualScreen.width);
  EXPECT_EQ(drawn.screen.height, kUsualScreen.height);
  const Disc& disc = drawn.discs.front().disc;
  EXPECT_EQ(colour_at(drawn.screen, disc.centre_x, disc.centre_y),
            colour_for(find_colour_scale(style.colour_scale), 0.6));
  EXPECT_EQ(colour_at(drawn.screen, 2, kUsualScreen.height - 2), (Rgb{0, 0, 0}));
}

TEST(Screen, ShowsWhereStressLiesBelowRest) {
  const ScreenStyle style = style_of(ScreenLayout::kColumn, 1);
  std::vector<ScreenMap> maps = even_maps(ScreenLayout::kColumn);
  for (int y = 0; y < kMapSide / 2; ++y) {
    for (int x = 0; x < kMapSide; ++x) *maps[0].uptake.pixel(x, y) = .1F;
  }
  const DrawnScreen drawn = draw_screen(maps, style);
  const Disc& disc = drawn.discs[2].disc;
  const double step = disc.radius / 2;
  EXPECT_EQ(colour_at(drawn.clean, disc.centre_x, disc.centre_y - step),
            style.difference_colours.lower);
  EXPECT_EQ(colour_at(drawn.clean, disc.centre_x, disc.centre_y + step),
            style.difference_colours.equal);
}

TEST(Screen, RefusesAMissingMap) {
  EXPECT_THROW(draw_screen(even_maps(ScreenLayout::kSingle), style_of(ScreenLayout::kGrid, 1)),
               Error);
}

TEST(Screen, HasWhiteText) {
  ScreenStyle style = style_of(ScreenLayout::kSingle, 2);
  style.texts.front().x = 20;
  style.texts.front().y = 40;
  const Image screen = draw_screen(even_maps(ScreenLayout::kSingle), style).screen;
  int white = 0;
  for (int y = 15; y < 45; ++y) {
    for (int x = 20; x < 500; ++x) white += *screen.pixel(x, y) > 200;
  }
  EXPECT_GT(white, 300);
}

}  // namespace
}  // namespace myolens
