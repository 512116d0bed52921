#include "myolens/polarmap/disc_finder.h"

#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <numbers>
#include <ostream>

#include "myolens/base/error.h"
#include "myolens/base/random.h"
#include "myolens/imaging/canvas.h"
#include "myolens/imaging/resample.h"
#include "tests/unit/polarmap/synthetic_map.h"

namespace myolens {
namespace {

using namespace test;

constexpr Disc kDisc{842.3, 541.8, 402.6};
constexpr Rgb kWhite{255, 255, 255};

Image screen_of(std::string_view scale, const std::vector<Lesion>& lesions, Disc disc = kDisc) {
  Image screen(1640, 1068, 3);
  draw_map(screen, disc, scale, lesions);
  return screen;
}

// What a vendor's program puts beside a map: a text line and a colour bar.
Image with_furniture(const Image& screen, std::string_view scale) {
  Canvas canvas(screen);
  canvas.text(30, 40, "STRESS AC  99mTc-MIBI  12:34:10  NM 530c", {22, kWhite});
  canvas.text(1500, 1040, "synthetic", {16, kWhite});
  Image result = canvas.image();
  for (int y = 100; y < 900; ++y) {
    const Rgb colour = colour_for(find_colour_scale(scale), 1 - (y - 100) / 800.0);
    for (int x = 1580; x < 1610; ++x) std::ranges::copy(colour, result.pixel(x, y));
  }
  return result;
}

void expect_all_found(const Image& screen, const std::vector<Disc>& discs, double tolerance = 1) {
  const auto found = find_discs(screen);
  ASSERT_EQ(found.size(), discs.size());
  for (size_t i = 0; i < discs.size(); ++i) {
    EXPECT_NEAR(found[i].centre_x, discs[i].centre_x, tolerance) << i;
    EXPECT_NEAR(found[i].centre_y, discs[i].centre_y, tolerance) << i;
    EXPECT_NEAR(found[i].radius, discs[i].radius, tolerance) << i;
  }
}

void expect_found(const Image& screen, const Disc& disc, double tolerance = 1) {
  expect_all_found(screen, {disc}, tolerance);
}

TEST(DiscFinder, FindsTheMapInEveryColourScale) {
  const SyntheticMap map = synthetic_map(1640, 1068, kDisc, two_lesions());
  for (const ColourScale& scale : colour_scales()) {
    SCOPED_TRACE(scale.name);
    Image screen(1640, 1068, 3);
    draw_map(screen, map, scale.name);
    expect_found(through_jpeg(with_furniture(screen, scale.name), 75), kDisc);
  }
}

TEST(DiscFinder, IsNotMisledByBlackDefectsAtTheRim) {
  const std::vector<Lesion> lesions{{1.0, 250, 0.55, 1.0}, {0.9, 60, 0.3, 0.95}};
  const SyntheticMap map = synthetic_map(1640, 1068, kDisc, lesions);
  for (const char* scale : {"grey", "hot_iron", "rainbow", "french"}) {
    SCOPED_TRACE(scale);
    Image screen(1640, 1068, 3);
    draw_map(screen, map, scale);
    expect_found(through_jpeg(with_furniture(screen, scale), 85), kDisc);
  }
}

TEST(DiscFinder, IsNotMisledByTextOnTheRim) {
  Canvas canvas(screen_of("cool", two_lesions()));
  canvas.text(800, 155, "ANT", {28, {255, 255, 0}, true});
  canvas.text(1215, 550, "LAT", {28, kWhite, true});
  canvas.text(380, 550, "SEPT", {28, kWhite, true});
  expect_found(through_jpeg(canvas.image(), 85), kDisc);
}

TEST(DiscFinder, IsNotMisledBySegmentLinesAndFrames) {
  Canvas canvas(screen_of("warm_metal", two_lesions()));
  for (const double share : {0.25, 0.5, 0.75}) {
    canvas.circle(kDisc.centre_x, kDisc.centre_y, share * kDisc.radius, {0, 0, 0}, 3);
  }
  canvas.line(430, 541, 1250, 541, {0, 0, 0}, 3);
  for (const double x : {436.0, 1248.0}) canvas.line(x, 136, x, 947, kWhite, 1);
  for (const double y : {136.0, 947.0}) canvas.line(436, y, 1248, y, kWhite, 1);
  expect_found(through_jpeg(canvas.image(), 85), kDisc);
}

TEST(DiscFinder, FindsEveryMapRowByRow) {
  Image screen = screen_of("hot_iron", two_lesions(), {520, 534, 380});
  draw_map(screen, {1260, 300, 220}, "hot_iron", {});
  draw_map(screen, {1260, 800, 220}, "hot_iron", {});
  expect_all_found(through_jpeg(screen, 85), {{1260, 300, 220}, {520, 534, 380}, {1260, 800, 220}});
}

TEST(DiscFinder, FindsAMapOnAPlainBrightGroundAndInAWindow) {
  Image white(1640, 1068, 3, 255);
  draw_map(white, kDisc, "inverted_grey", two_lesions());
  expect_found(through_jpeg(white, 90), kDisc);
  Image window(1640, 1068, 3, 190);
  for (int y = 60; y < 1050; ++y) std::fill_n(window.pixel(100, y), 3 * 1400, uint8_t{0});
  draw_map(window, kDisc, "rainbow", two_lesions());
  expect_found(through_jpeg(window, 90), kDisc);
}

TEST(DiscFinder, FindsAMapThatTheScreenCutsOff) {
  const Disc disc{900, 300, 400};
  expect_found(screen_of("rainbow", two_lesions(), disc), disc);
}

TEST(DiscFinder, FindsSmallMapsOnSmallScreens) {
  Image screen(240, 180, 3);
  const Disc disc{130.4, 88.2, 60.3};
  draw_map(screen, disc, "hot_iron", two_lesions());
  expect_found(screen, disc);
  Image large(1640, 1068, 3);
  const Disc small{300, 500, 70};
  draw_map(large, small, "grey", {});
  expect_found(large, small);
}

TEST(DiscFinder, GivesTheWholeOfAPreparedMap) {
  for (const char* scale : {"hot_iron", "rainbow", "inverted_grey"}) {
    for (const int side : {224, 800}) {
      SCOPED_TRACE(scale);
      Image map(side, side, 3);
      const Disc disc{side / 2.0, side / 2.0, side / 2.0};
      draw_map(map, disc, scale, two_lesions());
      expect_found(map, disc);
      expect_found(through_jpeg(map, 85), disc);
    }
  }
}

struct NamedScreen {
  const char* name;
  Image screen;
};

Image filled(int width, int height, Rgb colour) {
  Image screen(1640, 1068, 3);
  for (int y = 300; y < 300 + height; ++y) {
    for (int x = 400; x < 400 + width; ++x) std::ranges::copy(colour, screen.pixel(x, y));
  }
  return screen;
}

Image ellipse(double aspect) {
  Image screen(1640, 1068, 3);
  for (int y = 0; y < screen.height; ++y) {
    for (int x = 0; x < screen.width; ++x) {
      if (std::hypot((x - 800) / aspect, y - 534.0) < 300)
        std::fill_n(screen.pixel(x, y), 3, uint8_t{180});
    }
  }
  return screen;
}

// Coloured noise, magnified: as uneven as a photograph.
Image photograph() {
  RandomStream random(1, "photograph");
  Image small(40, 26, 3);
  for (uint8_t& sample : small.samples) sample = static_cast<uint8_t>(random.below(256));
  return resize(small, {1640, 1068});
}

Image text_only() {
  Canvas canvas(Image(1640, 1068, 3));
  for (int line = 0; line < 20; ++line) {
    canvas.text(60, 60 + 45 * line, "OOO  Report of 12 findings, page 8 of 0  OOO",
                {32, kWhite, true});
  }
  canvas.text(1200, 900, "O", {200, kWhite, true});
  return canvas.image();
}

Image ring() {
  Canvas canvas(Image(1640, 1068, 3));
  canvas.circle(800, 534, 300, kWhite, 12);
  return canvas.image();
}

Image painted(double radius, const std::function<Rgb(double r, double angle)>& colour) {
  Image screen(1640, 1068, 3);
  for (int y = 0; y < screen.height; ++y) {
    for (int x = 0; x < screen.width; ++x) {
      const double right = x + 0.5 - 800;
      const double up = 534 - (y + 0.5);
      const double r = std::hypot(right, up) / radius;
      if (r <= 1) std::ranges::copy(colour(r, std::atan2(up, right)), screen.pixel(x, y));
    }
  }
  return screen;
}

// Hues around the centre, pale towards it, as programs that choose colours show them.
Image colour_wheel() {
  return painted(300, [](double r, double angle) {
    Rgb rgb{};
    for (size_t c = 0; c < 3; ++c) {
      const double phase = angle - 2 * std::numbers::pi * static_cast<double>(c) / 3;
      rgb[c] = static_cast<uint8_t>(255 * (1 - r * (0.5 - 0.5 * std::cos(phase))));
    }
    return rgb;
  });
}

// A short-axis slice: a wall that fades to both sides.
Image slice(double radius, std::string_view scale) {
  return painted(radius, [&](double r, double) {
    return colour_for(find_colour_scale(scale), std::exp(-std::pow((r - 0.7) / 0.14, 2)));
  });
}

TEST(DiscFinder, LeavesOutArcsAroundAMap) {
  for (const double gap : {3.0, 6.0}) {
    SCOPED_TRACE(gap);
    Canvas canvas(screen_of("rainbow", two_lesions()));
    canvas.circle(kDisc.centre_x, kDisc.centre_y, kDisc.radius + gap + 2, kWhite, 4);
    expect_found(through_jpeg(canvas.image(), 70), kDisc, 1.5);
  }
}

// JPEG with halved colour resolution fills the gap between map and arcs nearly.
TEST(DiscFinder, LeavesOutArcsWhoseGapIsBlurred) {
  const Disc disc{236.1, 304.4, 138.6};
  Image screen(640, 610, 3, 212);
  draw_map(screen, disc, "warm_metal", two_lesions());
  Canvas canvas(screen);
  canvas.circle(disc.centre_x, disc.centre_y, disc.radius, {255, 255, 0}, 1.5);
  canvas.circle(disc.centre_x, disc.centre_y, disc.radius + 4, {255, 255, 0}, 4);
  const auto found = find_discs(through_jpeg(canvas.image(), 63));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].radius, disc.radius, 0.01 * disc.radius);
}

TEST(DiscFinder, FindsNothingWhereThereIsNoDisc) {
  const NamedScreen screens[] = {{"black", Image(1640, 1068, 3)},
                                 {"grey", Image(1640, 1068, 3, 128)},
                                 {"white", Image(1640, 1068, 3, 255)},
                                 {"black square", Image(500, 500, 3)},
                                 {"grey square", Image(500, 500, 3, 128)},
                                 {"rectangle", filled(700, 300, {200, 40, 40})},
                                 {"square", filled(500, 500, {200, 200, 200})},
                                 {"wide ellipse", ellipse(1.15)},
                                 {"nearly round ellipse", ellipse(1.08)},
                                 {"photograph", photograph()},
                                 {"text", text_only()},
                                 {"ring", ring()},
                                 {"colour wheel", colour_wheel()},
                                 {"slice", slice(200, "hot_iron")},
                                 {"small slice", slice(80, "ge_colour")},
                                 {"smaller slice", slice(62, "rainbow")},
                                 {"plain disc", painted(300,
                                                        [](double, double) {
                                                          return Rgb{90, 160, 70};
                                                        })},
                                 {"one pixel", Image(1, 1, 3, 255)},
                                 {"strip", Image(1640, 5, 3, 255)}};
  for (const NamedScreen& test : screens) EXPECT_TRUE(find_discs(test.screen).empty()) << test.name;
}

TEST(DiscFinder, NeedsAnRgbPicture) { EXPECT_THROW(find_discs(Image(100, 100, 1)), Error); }

}  // namespace
}  // namespace myolens
