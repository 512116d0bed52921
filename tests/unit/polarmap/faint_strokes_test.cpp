#include "myolens/polarmap/faint_strokes.h"

#include <gtest/gtest.h>

namespace myolens {
namespace {

constexpr uint8_t kInk = 255;
constexpr int kSide = 200;

void draw_bar(Image& image, int x, uint8_t value) {
  for (int y = 96; y < 104; ++y) {
    for (int u = x; u < x + 4; ++u) {
      for (int c = 0; c < image.channels; ++c) image.pixel(u, y)[c] = value;
    }
  }
}

// A white letter was found; faint strokes beside it are those of white letters only where the map
// is nearly white, and only in its row.
TEST(FaintStrokes, GoOnWithAWordWhereTheMapNearlyHasItsColour) {
  for (const bool nearly_white : {true, false}) {
    const uint8_t level = nearly_white ? 240 : 120;
    Image map(kSide, kSide, 3, level);
    Image found(kSide, kSide, 1);
    Image faint(kSide, kSide, 1);
    draw_bar(map, 40, kInk);
    draw_bar(found, 40, 255);
    draw_bar(faint, 40, 1);
    for (const int x : {56, 72, 188}) draw_bar(faint, x, 1);
    FoundLetters letters;
    for (int y = 96; y < 104; ++y) {
      for (int x = 40; x < 44; ++x) letters.pixels.push_back({x, y});
    }
    letters.distinct = letters.pixels;
    add_faint_strokes(found, faint, map, letters);
    EXPECT_EQ(*found.pixel(57, 100) != 0, nearly_white);
    EXPECT_EQ(*found.pixel(73, 100) != 0, nearly_white) << "two letters on";
    EXPECT_EQ(*found.pixel(189, 100), 0) << "too far to be of one word";
    EXPECT_EQ(*found.pixel(50, 100), 0) << "between the letters";
  }
}

TEST(FaintStrokes, AreNotTakenFromANoisyMap) {
  const Image map(kSide, kSide, 3, 240);
  Image found(kSide, kSide, 1);
  Image faint(kSide, kSide, 1, 1);
  draw_bar(found, 40, 255);
  const Image before = found;
  add_faint_strokes(found, faint, map,
                    {std::vector<Cell>(32, {40, 100}), std::vector<Cell>(32, {40, 100})});
  EXPECT_EQ(found.samples, before.samples);
}

}  // namespace
}  // namespace myolens
