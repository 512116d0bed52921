#include "myolens/imaging/canvas.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr Rgb kYellow{255, 255, 0};

// Smallest box around what is not black: left, top, right, bottom (inclusive).
struct Box {
  int left = 1 << 20, top = 1 << 20, right = -1, bottom = -1;
};

Box drawn_box(const Image& image) {
  Box box;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      if (std::all_of(image.pixel(x, y), image.pixel(x, y) + 3, [](int v) { return v == 0; }))
        continue;
      box.left = std::min(box.left, x);
      box.top = std::min(box.top, y);
      box.right = std::max(box.right, x);
      box.bottom = std::max(box.bottom, y);
    }
  }
  return box;
}

TEST(Canvas, GivesBackAPictureThatNothingWasDrawnOn) {
  Image image(5, 3, 3);
  for (size_t i = 0; i < image.samples.size(); ++i) image.samples[i] = static_cast<uint8_t>(i * 5);
  EXPECT_EQ(Canvas(image).image(), image);
}

TEST(Canvas, WritesAntiAliasedTextOnItsBaseLine) {
  Canvas canvas(Image(200, 60, 3));
  canvas.text(20, 40, "HELM", {20, kYellow, true});
  const Image image = canvas.image();
  const Box box = drawn_box(image);
  EXPECT_NEAR(box.left, 21, 2);
  EXPECT_NEAR(box.bottom, 39, 1);
  EXPECT_NEAR(box.top, 40 - 0.73 * 20, 1);  // DejaVu's capitals are 0.729 em high
  EXPECT_GT(box.right, 70);
  std::set<uint8_t> reds;
  for (size_t i = 0; i < image.samples.size(); i += 3) {
    reds.insert(image.samples[i]);
    ASSERT_EQ(image.samples[i], image.samples[i + 1]);
    ASSERT_EQ(image.samples[i + 2], 0);
  }
  EXPECT_GT(reds.size(), 10U);
}

TEST(Canvas, WritesLargerAndBoldTextWider) {
  const auto width = [](const TextStyle& style) {
    Canvas canvas(Image(300, 60, 3));
    canvas.text(5, 40, "Stress Ä", style);
    return drawn_box(canvas.image()).right;
  };
  EXPECT_LT(width({16, kYellow, false}), width({16, kYellow, true}));
  EXPECT_LT(width({16, kYellow, true}), width({24, kYellow, true}));
}

TEST(Canvas, CoversThePixelsOfALine) {
  Canvas canvas(Image(20, 10, 3));
  canvas.line(2, 5, 18, 5, kYellow, 2);
  const Image image = canvas.image();
  for (int x = 2; x < 18; ++x) {
    EXPECT_EQ(image.pixel(x, 4)[0], 255);
    EXPECT_EQ(image.pixel(x, 5)[0], 255);
    EXPECT_EQ(image.pixel(x, 3)[0], 0);
    EXPECT_EQ(image.pixel(x, 6)[0], 0);
  }
}

TEST(Canvas, DrawsOnlyTheLineOfACircle) {
  Canvas canvas(Image(40, 40, 3));
  canvas.circle(20, 20, 10, kYellow, 2);
  const Image image = canvas.image();
  EXPECT_EQ(image.pixel(20, 20)[0], 0);
  EXPECT_GT(image.pixel(20, 9)[0], 230);
  EXPECT_GT(image.pixel(30, 20)[0], 230);  // Cairo flattens arcs to a tenth of a pixel
  const Box box = drawn_box(image);
  EXPECT_EQ(box.left, 9);
  EXPECT_EQ(box.right, 30);
}

TEST(Canvas, RefusesWhatItCannotDraw) {
  EXPECT_THROW(Canvas(Image(4, 4, 1)), Error);
  EXPECT_THROW(Canvas{Image()}, Error);
  Canvas canvas(Image(40, 40, 3));
  try {
    canvas.text(1, 20, "\xFF\xFE", {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace myolens
