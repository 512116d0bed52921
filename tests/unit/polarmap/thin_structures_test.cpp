#include "myolens/polarmap/thin_structures.h"

#include <algorithm>
#include <cstdlib>
#include <gtest/gtest.h>

#include "myolens/base/random.h"

namespace myolens {
namespace {

// Grey 100 with a bright line 3 pixels wide, a dark line 3 wide and a bright square 9 wide.
Image sample_picture() {
  Image image(60, 40, 1, 100);
  for (int y = 0; y < 40; ++y) {
    for (int x = 10; x < 13; ++x) *image.pixel(x, y) = 160;
    for (int x = 20; x < 23; ++x) *image.pixel(x, y) = 30;
  }
  for (int y = 15; y < 24; ++y) {
    for (int x = 40; x < 49; ++x) *image.pixel(x, y) = 200;
  }
  return image;
}

TEST(ThinStructures, OfOneContrastAreTakenAway) {
  const Image image = sample_picture();
  const Image without_bright = without_bright_structures(image, 2);
  const Image without_dark = without_dark_structures(image, 2);
  EXPECT_EQ(*without_bright.pixel(11, 5), 100);
  EXPECT_EQ(*without_bright.pixel(21, 5), 30);
  EXPECT_EQ(*without_dark.pixel(11, 5), 160);
  EXPECT_EQ(*without_dark.pixel(21, 5), 100);
  EXPECT_EQ(*without_bright.pixel(30, 5), 100);
}

TEST(ThinStructures, AreWiderForAWiderSquare) {
  const Image image = sample_picture();
  EXPECT_EQ(*without_bright_structures(image, 4).pixel(44, 20), 200);
  EXPECT_EQ(*without_bright_structures(image, 5).pixel(44, 20), 100);
}

// Opening by definition: the largest minimum of all squares that hold the pixel.
uint8_t opened(const Image& image, int x0, int y0, int half_width) {
  int largest = 0;
  for (int cy = y0 - half_width; cy <= y0 + half_width; ++cy) {
    for (int cx = x0 - half_width; cx <= x0 + half_width; ++cx) {
      if (!image.contains(cx, cy)) continue;
      int smallest = 255;
      for (int y = cy - half_width; y <= cy + half_width; ++y) {
        for (int x = cx - half_width; x <= cx + half_width; ++x) {
          if (image.contains(x, y)) smallest = std::min<int>(smallest, *image.pixel(x, y));
        }
      }
      largest = std::max(largest, smallest);
    }
  }
  return static_cast<uint8_t>(largest);
}

TEST(ThinStructures, AreOpenedAsDefinedForEveryWidthAndSize) {
  RandomStream random(3, "opening");
  for (int half_width = 1; half_width <= 7; ++half_width) {
    const int width = 1 + static_cast<int>(random.below(150));
    Image image(width, 20, 1);
    Image inverse(width, 20, 1);
    for (size_t i = 0; i < image.samples.size(); ++i) {
      image.samples[i] = static_cast<uint8_t>(random.below(256));
      inverse.samples[i] = static_cast<uint8_t>(255 - image.samples[i]);
    }
    const Image without_bright = without_bright_structures(image, half_width);
    const Image without_dark = without_dark_structures(inverse, half_width);
    for (int y = 0; y < 20; ++y) {
      for (int x = 0; x < width; ++x) {
        ASSERT_EQ(*without_bright.pixel(x, y), opened(image, x, y, half_width));
        ASSERT_EQ(*without_dark.pixel(x, y), 255 - *without_bright.pixel(x, y));
      }
    }
  }
}

TEST(ThinStructures, GrowInEveryDirection) {
  Image mask(9, 9, 1);
  *mask.pixel(4, 4) = 255;
  const Image wide = grown(mask, 2);
  for (int y = 0; y < 9; ++y) {
    for (int x = 0; x < 9; ++x) {
      EXPECT_EQ(*wide.pixel(x, y), std::abs(x - 4) <= 2 && std::abs(y - 4) <= 2 ? 255 : 0);
    }
  }
}

}  // namespace
}  // namespace myolens
