#include "myolens/polarmap/screen_thumbnail.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "myolens/base/error.h"
#include "myolens/imaging/canvas.h"
#include "tests/unit/polarmap/synthetic_map.h"

namespace myolens {
namespace {

constexpr Disc kDisc{.centre_x = 500, .centre_y = 400, .radius = 210};

Image screen_with_map(int width, int height, const Disc& disc, uint8_t ground = 0) {
  Image screen(width, height, 3, ground);
  test::draw_map(screen, disc, "cool", test::two_lesions());
  return screen;
}

double screen_distance(const Image& screen, const Image& thumbnail, const Disc& disc, int x,
                       int y) {
  return std::hypot((x + 0.5) * screen.width / thumbnail.width - disc.centre_x,
                    (y + 0.5) * screen.height / thumbnail.height - disc.centre_y);
}

struct Writing {
  double x = 0;
  double y = 0;
  std::string text;
  double size_pixels = 16;
};

Image with_text(const Image& screen, const std::vector<Writing>& writings) {
  Canvas canvas(screen);
  for (const Writing& writing : writings) {
    canvas.text(writing.x, writing.y, writing.text,
                {.size_pixels = writing.size_pixels, .colour = {255, 255, 255}, .bold = true});
  }
  return canvas.image();
}

TEST(Polarmap, ScreenThumbnailKeepsNoTraceOfTextOutsideTheDisc) {
  const Image plain = screen_with_map(1640, 1068, kDisc);
  const Image named = with_text(plain, {{40, 60, "DOE^JANE 1956-03-07 ID 1234567890", 14},
                                        {40, 110, "Doe, Jane", 36},
                                        {820, 300, "DOE JANE", 60},
                                        {380, 150, "Doe, Jane 1234567", 22}});
  ASSERT_NE(named, plain);
  EXPECT_EQ(screen_thumbnail(named, kDisc), screen_thumbnail(plain, kDisc));
}

TEST(Polarmap, ScreenThumbnailKeepsNoTraceOfTextOnASmallScreen) {
  const Disc disc{.centre_x = 150, .centre_y = 170, .radius = 90};
  for (const uint8_t ground : {uint8_t{0}, uint8_t{100}}) {
    const Image plain = screen_with_map(310, 300, disc, ground);
    const Image named = with_text(plain, {{8, 20, "DOE^JANE 1956-03-07", 12}, {8, 58, "Doe", 30}});
    EXPECT_EQ(screen_thumbnail(named, disc), screen_thumbnail(plain, disc));
  }
}

// Even letters too large for the median to drop, and lines that stand close to the circle.
TEST(Polarmap, ScreenThumbnailOutsideTheDiscIsBlocksOfOneColour) {
  constexpr int kBlock = 1068 / 16;
  const Image screen = with_text(screen_with_map(1640, 1068, kDisc, 40),
                                 {{750, 500, "DOE", 400}, {300, 620, "Doe, Jane", 60}});
  const Image thumbnail = screen_thumbnail(screen, kDisc);
  constexpr double kMargin = 5 * 1640.0 / 320;  // four pixels, and one for rounding
  std::vector<const uint8_t*> first(size_t{1640 / kBlock + 1} * (1068 / kBlock + 1));
  for (int y = 0; y < thumbnail.height; ++y) {
    for (int x = 0; x < thumbnail.width; ++x) {
      if (screen_distance(screen, thumbnail, kDisc, x, y) < kDisc.radius + kMargin) continue;
      const int column = static_cast<int>((x + 0.5) * 1640 / thumbnail.width) / kBlock;
      const int row = static_cast<int>((y + 0.5) * 1068 / thumbnail.height) / kBlock;
      const uint8_t*& block = first[static_cast<size_t>(row * (1640 / kBlock + 1) + column)];
      const uint8_t* pixel = thumbnail.pixel(x, y);
      if (block == nullptr) block = pixel;
      ASSERT_TRUE(std::equal(pixel, pixel + 3, block)) << x << ", " << y;
    }
  }
}

TEST(Polarmap, ScreenThumbnailShowsTheDiscAsAreaMeans) {
  const Disc disc{.centre_x = 640, .centre_y = 480, .radius = 400};
  const Image screen = screen_with_map(1280, 960, disc);  // four pixels to one, exactly
  const Image thumbnail = screen_thumbnail(screen, disc);
  ASSERT_EQ(thumbnail.width, 320);
  ASSERT_EQ(thumbnail.height, 240);
  int compared = 0;
  for (int y = 0; y < thumbnail.height; ++y) {
    for (int x = 0; x < thumbnail.width; ++x) {
      constexpr double kRing = 3 * 4;  // its inner half, in pixels of the screen
      if (screen_distance(screen, thumbnail, disc, x, y) > disc.radius - kRing) continue;
      for (int c = 0; c < 3; ++c) {
        double sum = 0;
        for (int i = 0; i < 16; ++i) sum += screen.pixel(4 * x + i % 4, 4 * y + i / 4)[c];
        ASSERT_NEAR(thumbnail.pixel(x, y)[c], sum / 16, 0.5) << x << ", " << y;
      }
      ++compared;
    }
  }
  EXPECT_GT(compared, 28000);  // of the 31416 pixels of the disc
}

TEST(Polarmap, ScreenThumbnailRingHasWhiteAndBlackOnAnyGround) {
  for (const uint8_t ground : {uint8_t{0}, uint8_t{128}, uint8_t{255}}) {
    const Disc disc{.centre_x = 80, .centre_y = 60, .radius = 40};
    const Image thumbnail = screen_thumbnail(Image(160, 120, 3, ground), disc);
    for (const double degrees : {0.0, 90.0, 180.0, 270.0}) {
      const double angle = degrees * std::numbers::pi / 180;
      const auto at = [&](double radius) {
        return *thumbnail.pixel(static_cast<int>(disc.centre_x + radius * std::cos(angle)),
                                static_cast<int>(disc.centre_y + radius * std::sin(angle)));
      };
      EXPECT_GT(std::max(at(39.5), at(40.5)), 200) << degrees;
      EXPECT_LT(std::min({at(38.5), at(37.5), at(41.5), at(42.5)}), 60) << degrees;
      EXPECT_EQ(at(30), ground);
      EXPECT_EQ(at(50), ground);
    }
  }
}

TEST(Polarmap, ScreenThumbnailShowsColoursBeyondACircleThatIsTooSmall) {
  const Disc too_small{.centre_x = 500, .centre_y = 400, .radius = 180};
  const Image thumbnail = screen_thumbnail(screen_with_map(1640, 1068, kDisc), too_small);
  const double pixel = 1640.0 / 320;
  const int beyond = static_cast<int>((too_small.centre_x + too_small.radius) / pixel + 3);
  const uint8_t* colour = thumbnail.pixel(beyond, static_cast<int>(too_small.centre_y / pixel));
  EXPECT_GT(*std::max_element(colour, colour + 3), 60);
}

struct SizeCase {
  int width = 0;
  int height = 0;
  int expected_width = 0;
  int expected_height = 0;
};

TEST(Polarmap, ScreenThumbnailIsSmallerAndNeverLarger) {
  const std::vector<SizeCase> table{
      {1640, 1068, 320, 208}, {1068, 1640, 208, 320}, {320, 320, 320, 320}, {200, 100, 200, 100},
      {321, 20, 320, 20},     {5000, 3, 320, 1},      {3, 5000, 1, 320},    {1, 1, 1, 1}};
  for (const SizeCase& row : table) {
    const Disc disc{row.width / 2.0, row.height / 2.0, std::min(row.width, row.height) / 2.0};
    const Image thumbnail = screen_thumbnail(Image(row.width, row.height, 3, 90), disc);
    EXPECT_EQ(thumbnail.width, row.expected_width);
    EXPECT_EQ(thumbnail.height, row.expected_height);
    EXPECT_EQ(thumbnail.channels, 3);
  }
}

TEST(Polarmap, ScreenThumbnailTakesDiscsThatLieOffTheScreen) {
  for (const Disc& disc : {Disc{10, 10, 80}, Disc{395, 290, 120}, Disc{200, 150, 1000},
                           Disc{-500, 150, 100}, Disc{200, 150, 0.1}}) {
    const Image thumbnail = screen_thumbnail(Image(400, 300, 3, 90), disc);
    EXPECT_EQ(thumbnail.width, 320);
    EXPECT_EQ(thumbnail.height, 240);
  }
}

TEST(Polarmap, ScreenThumbnailWithoutAScreenOrACircleIsAnError) {
  const Image screen(40, 40, 3);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(screen_thumbnail(Image(), kDisc), Error);
  EXPECT_THROW(screen_thumbnail(Image(40, 40, 1), kDisc), Error);
  EXPECT_THROW(screen_thumbnail(screen, {20, 20, 0}), Error);
  EXPECT_THROW(screen_thumbnail(screen, {20, 20, nan}), Error);
  EXPECT_THROW(screen_thumbnail(screen, {nan, 20, 10}), Error);
  EXPECT_THROW(map_thumbnail(Image()), Error);
}

TEST(Polarmap, MapThumbnailIsTheMeanOfAreas) {
  Image map(480, 480, 1);
  for (int y = 0; y < 480; ++y) {
    for (int x = 0; x < 480; ++x) *map.pixel(x, y) = static_cast<uint8_t>((3 * x + y) % 251);
  }
  const Image thumbnail = map_thumbnail(map);
  ASSERT_EQ(thumbnail.width, 160);
  ASSERT_EQ(thumbnail.height, 160);
  ASSERT_EQ(thumbnail.channels, 1);
  for (int y = 0; y < 160; ++y) {
    for (int x = 0; x < 160; ++x) {
      double sum = 0;
      for (int i = 0; i < 9; ++i) sum += *map.pixel(3 * x + i % 3, 3 * y + i / 3);
      ASSERT_NEAR(*thumbnail.pixel(x, y), sum / 9, 0.501) << x << ", " << y;
    }
  }
  EXPECT_EQ(map_thumbnail(thumbnail), thumbnail);
}

}  // namespace
}  // namespace myolens
