#include "myolens/polarmap/uptake.h"

#include <cmath>
#include <gtest/gtest.h>
#include <string>

#include "myolens/base/error.h"
#include "tests/unit/polarmap/synthetic_map.h"

namespace myolens {
namespace {

using namespace test;

struct MeanError {
  double inside = 0;
  double outside = 0;  // largest value
};

// Against the uptake drawn, relative to its maximum; the outermost two pixels mix with the ground.
MeanError error_of(const FloatImage& uptake, const Disc& disc, const std::vector<Lesion>& lesions) {
  double maximum = 0;
  for (int i = 0; i < 100 * 360; ++i) {
    maximum = std::max(maximum, uptake_at({i / 36000.0, i % 360 * 1.0}, lesions));
  }
  MeanError error;
  double sum = 0;
  int count = 0;
  for (int y = 0; y < uptake.height; ++y) {
    for (int x = 0; x < uptake.width; ++x) {
      const DiscPosition position = disc_position(disc, x + 0.5, y + 0.5);
      const double value = static_cast<double>(*uptake.pixel(x, y));
      if (position.r > 1) error.outside = std::max(error.outside, value);
      if (position.r > 1 - 2 / disc.radius) continue;
      sum += std::abs(value - uptake_at(position, lesions) / maximum);
      ++count;
    }
  }
  error.inside = sum / count;
  return error;
}

TEST(Uptake, IsReadBackFromEveryScaleAndJpegQuality) {
  const Disc disc{150, 150, 149.5};
  for (const ColourScale& scale : colour_scales()) {
    Image map(300, 300, 3);
    draw_map(map, disc, scale.name, two_lesions());
    for (const int quality : {100, 95, 85, 75}) {
      const RecoveredUptake read = recover_uptake({through_jpeg(map, quality), disc});
      EXPECT_EQ(read.colour_scale, scale.name) << quality;
      EXPECT_LT(read.colour_error, 6) << scale.name << " " << quality;
      const MeanError error = error_of(read.uptake, disc, two_lesions());
      EXPECT_LT(error.inside, 0.01) << scale.name << " " << quality;
      EXPECT_EQ(error.outside, 0) << scale.name << " " << quality;
    }
  }
}

// Entries are rounded to 1/255; the 99.9th percentile stands for the maximum.
TEST(Uptake, IsExactToAnEntryWithoutJpeg) {
  const Disc disc{100, 100, 100};
  Image map(200, 200, 3);
  draw_map(map, disc, "ge_colour", {});
  EXPECT_LT(error_of(recover_uptake({map, disc}).uptake, disc, {}).inside, 1.0 / 255);
}

TEST(Uptake, IsRelativeToTheMaximum) {
  const Disc disc{100, 100, 100};
  Image bright(200, 200, 3);
  draw_map(bright, disc, "grey", two_lesions());
  Image dim = bright;
  for (uint8_t& sample : dim.samples) sample = static_cast<uint8_t>((sample * 3 + 2) / 4);
  const FloatImage a = recover_uptake({bright, disc}).uptake;
  const FloatImage b = recover_uptake({dim, disc}).uptake;
  for (size_t i = 0; i < a.samples.size(); ++i) ASSERT_NEAR(a.samples[i], b.samples[i], 0.012);
}

// Hot iron between red and orange has the colours of rainbow's upper end: the rest must decide.
TEST(Uptake, DoesNotTakeHotIronForRainbow) {
  const Disc disc{100, 100, 100};
  const std::vector<Lesion> lesions{{0, 0, 2, 0.28}, {0.5, 90, 0.25, 0.6}};
  Image map(200, 200, 3);
  draw_map(map, disc, "hot_iron", lesions);
  EXPECT_EQ(recover_uptake({through_jpeg(map, 85), disc}).colour_scale, "hot_iron");
}

// Mean over the disc but its outermost two pixels, of 1.
double error_along_scale(const Image16& uptake, const Disc& disc,
                         const std::vector<Lesion>& lesions) {
  double sum = 0;
  int count = 0;
  for (int y = 0; y < uptake.height; ++y) {
    for (int x = 0; x < uptake.width; ++x) {
      const DiscPosition position = disc_position(disc, x + 0.5, y + 0.5);
      if (position.r > 1 - 2 / disc.radius) continue;
      sum += std::abs(*uptake.pixel(x, y) / 65535.0 - uptake_at(position, lesions));
      ++count;
    }
  }
  return sum / count;
}

TEST(UptakeMap, OfEveryScaleIsWithinTwoPercent) {
  const Disc disc{150, 150, 149.5};
  for (const ColourScale& scale : colour_scales()) {
    Image screen(300, 300, 3);
    draw_map(screen, disc, scale.name, two_lesions());
    for (const int quality : {90, 60}) {
      const PreparedMap map = clean_polar_map(through_jpeg(screen, quality), disc);
      const UptakeScale found = recognise_scale(map.image, map.disc, {{}, Rgb{0, 0, 0}});
      EXPECT_EQ(found.name, scale.name) << quality;
      EXPECT_EQ(found.ambiguous, scale.name == "inverted_grey") << scale.name << " " << quality;
      EXPECT_LT(error_along_scale(uptake_map(map, found), map.disc, two_lesions()), 0.02)
          << scale.name << " " << quality;
    }
  }
}

TEST(UptakeMap, TellsGreyFromInvertedGreyByGroundOrBar) {
  const Disc disc{150, 150, 149.5};
  for (const std::string_view name : {"grey", "inverted_grey"}) {
    Image map(300, 300, 3);
    draw_map(map, disc, name, {{0, 0, 3, 0.75}});  // a quarter of the uptake: looks like the other
    const UptakeScale guessed = recognise_scale(map, disc);
    EXPECT_NE(guessed.name, name);
    EXPECT_TRUE(guessed.ambiguous);
    UptakeScale bar{std::string(name), find_colour_scale(name).colours, true};
    const UptakeScale read = recognise_scale(map, disc, {bar, {}});
    EXPECT_EQ(read.name, name);
    EXPECT_TRUE(read.from_bar);
    EXPECT_FALSE(read.ambiguous);
  }
  Image map(300, 300, 3, 255);
  draw_map(map, disc, "inverted_grey", {});
  EXPECT_FALSE(recognise_scale(map, disc, {{}, Rgb{255, 255, 255}}).ambiguous);
  EXPECT_TRUE(recognise_scale(map, disc, {{}, Rgb{0, 0, 0}}).ambiguous);
}

TEST(UptakeMap, FollowsABarOnlyIfTheMapHasItsColours) {
  const Disc disc{150, 150, 149.5};
  Image map(300, 300, 3);
  draw_map(map, disc, "rainbow", two_lesions());
  const UptakeScale other{"grey", find_colour_scale("grey").colours, true};
  EXPECT_EQ(recognise_scale(map, disc, {other, {}}).name, "rainbow");
}

TEST(UptakeMap, KeepsTheFullDepthOfAGreyMap) {
  const Disc disc{20, 20, 19};
  PreparedMap map{Image(40, 40, 3, 100), disc, disc, {}, Image16(40, 40, 1, 25789)};
  const ColourScale& grey = find_colour_scale("grey");
  EXPECT_EQ(*uptake_map(map, {"grey", grey.colours}).pixel(20, 20), 25789);
  EXPECT_EQ(*uptake_map(map, {"inverted_grey", grey.colours}).pixel(20, 20), 65535 - 25789);
  EXPECT_EQ(*uptake_map(map, {"grey", grey.colours}).pixel(0, 0), 0);
}

TEST(Uptake, OfABlackDiscIsANumber) {
  const RecoveredUptake read = recover_uptake({Image(50, 50, 3), {25, 25, 25}});
  for (const float value : read.uptake.samples) {
    ASSERT_FALSE(std::isnan(value));
  }
}

TEST(Uptake, NeedsAnRgbPictureAndADiscOnIt) {
  EXPECT_THROW(recover_uptake({Image(50, 50, 1), {25, 25, 25}}), Error);
  EXPECT_THROW(recover_uptake({Image(50, 50, 3), {500, 500, 25}}), Error);
}

}  // namespace
}  // namespace myolens
