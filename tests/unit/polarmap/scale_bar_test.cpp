#include "myolens/polarmap/scale_bar.h"

#include <cstdlib>
#include <gtest/gtest.h>
#include <string>

#include "myolens/base/error.h"
#include "tests/unit/polarmap/synthetic_map.h"

namespace myolens {
namespace {

using namespace test;

constexpr Disc kDisc{200, 200, 150};

struct Bar {
  int left, top, width, height;
  bool lying() const { return width > height; }
};
constexpr Bar kUpright{420, 60, 24, 260};
constexpr Bar kLying{60, 380, 280, 24};

void paint_bar(Image& screen, const Bar& bar, const std::array<Rgb, 256>& colours) {
  for (int y = 0; y < bar.height; ++y) {
    for (int x = 0; x < bar.width; ++x) {
      const double share = bar.lying() ? static_cast<double>(x) / (bar.width - 1)
                                       : 1 - static_cast<double>(y) / (bar.height - 1);
      const Rgb& colour = colours[static_cast<size_t>(std::lround(255 * share))];
      std::ranges::copy(colour, screen.pixel(bar.left + x, bar.top + y));
    }
  }
}

Image screen_with_map(std::string_view scale, uint8_t ground) {
  Image screen(480, 420, 3, ground);
  draw_map(screen, kDisc, scale, two_lesions());
  return screen;
}

std::array<Rgb, 256> reversed(std::array<Rgb, 256> colours) {
  std::ranges::reverse(colours);
  return colours;
}

TEST(ScaleBar, OfEveryKnownScaleIsReadOnEveryGround) {
  for (const ColourScale& scale : colour_scales()) {
    for (const Bar& bar : {kUpright, kLying}) {
      for (const uint8_t ground : {0, 110, 255}) {
        const int quality = ground == 0 ? 95 : 75;
        Image screen = screen_with_map(scale.name, ground);
        paint_bar(screen, bar, scale.colours);
        const auto read = read_scale_bar(through_jpeg(screen, quality), std::array{kDisc});
        ASSERT_TRUE(read) << scale.name << " " << int{ground} << " " << bar.lying();
        EXPECT_EQ(read->name, scale.name) << int{ground} << " " << bar.lying();
        EXPECT_TRUE(read->from_bar);
        EXPECT_FALSE(read->ambiguous);
      }
    }
  }
}

// JPEG of quality 60 may spoil narrow bars: then none is read, but never a part as the whole.
TEST(ScaleBar, ThatJpegSpoiltIsNotReadWrongly) {
  int bars_read = 0;
  for (const ColourScale& scale : colour_scales()) {
    for (const int breadth : {14, 24}) {
      Image screen = screen_with_map(scale.name, 0);
      paint_bar(screen, {418, 60, breadth, 260}, scale.colours);
      const auto read = read_scale_bar(through_jpeg(screen, 60), std::array{kDisc});
      if (!read) continue;
      ++bars_read;
      for (const size_t i : {32, 128, 224}) {
        for (size_t c = 0; c < 3; ++c) {
          EXPECT_NEAR(read->colours[i][c], scale.colours[i][c], 24) << scale.name << " " << i;
        }
      }
    }
  }
  EXPECT_GE(bars_read, 10);  // of 24
}

TEST(ScaleBar, OfAnUnknownScaleGivesItsColours) {
  std::array<Rgb, 256> colours = find_colour_scale("rainbow").colours;
  for (Rgb& colour : colours) std::swap(colour[0], colour[1]);
  Image screen = screen_with_map("grey", 0);
  paint_bar(screen, kUpright, colours);
  const auto read = read_scale_bar(through_jpeg(screen, 85), std::array{kDisc});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->name, "bar");
  double sum = 0;
  for (size_t i = 0; i < 256; ++i) {
    for (size_t c = 0; c < 3; ++c) sum += std::abs(read->colours[i][c] - colours[i][c]);
  }
  EXPECT_LT(sum / 768,
            8);  // 2 % of the scale is 5 entries of about 4 levels in one or two channels
}

TEST(ScaleBar, ThatRunsTheOtherWayIsCalledAmbiguous) {
  const auto& colours = find_colour_scale("hot_iron").colours;
  Image screen = screen_with_map("hot_iron", 0);
  paint_bar(screen, kUpright, reversed(colours));
  const auto read = read_scale_bar(screen, std::array{kDisc});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->name, "hot_iron reversed");
  EXPECT_EQ(read->colours, reversed(colours));
  EXPECT_TRUE(read->ambiguous);
}

TEST(ScaleBar, IsNotSeenInMapsBodiesAndFrames) {
  Image screen = screen_with_map("rainbow", 0);
  draw_map(screen, {430, 100, 45}, "grey", {});  // no disc that the caller knows of
  for (int y = 200; y < 400; ++y) {              // a shaded cylinder
    for (int x = 400; x < 470; ++x) {
      const double across = (x - 435) / 35.0;
      const auto level =
          static_cast<uint8_t>(200 * std::sqrt(1 - across * across) * (y - 200) / 200);
      std::fill_n(screen.pixel(x, y), 3, level);
    }
  }
  for (int y = 10; y < 410; ++y) std::fill_n(screen.pixel(380, y), 3 * 12, uint8_t{180});
  EXPECT_FALSE(read_scale_bar(through_jpeg(screen, 80), std::array{kDisc}));
  EXPECT_FALSE(read_scale_bar(Image(5, 5, 3), {}));
  EXPECT_THROW(read_scale_bar(Image(5, 5, 1), {}), Error);
}

}  // namespace
}  // namespace myolens
