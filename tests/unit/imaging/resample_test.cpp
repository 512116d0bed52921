#include "myolens/imaging/resample.h"

#include <algorithm>
#include <gtest/gtest.h>

#include "myolens/base/error.h"

namespace myolens {
namespace {

template <typename Sample>
BasicImage<Sample> pattern(int width, int height, int channels) {
  BasicImage<Sample> image(width, height, channels);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < channels; ++c) {
        image.pixel(x, y)[c] = static_cast<Sample>((x * 37 + y * 91 + c * 53 + x * y * 13) % 256);
      }
    }
  }
  return image;
}

// Pillow 13.0: Image.resize(size, Image.BILINEAR) of the pattern.
struct Reference {
  Size input;
  int channels;
  Size output;
  std::vector<int> samples;
};

const std::vector<Reference>& references() {
  static const std::vector<Reference> list{
      {{16, 12}, 1, {5, 4}, {125, 138, 127, 130, 115, 124, 140, 136, 130, 148,
                             146, 145, 147, 147, 147, 130, 111, 116, 121, 99}},
      {{5, 4}, 1, {11, 9}, {0,   7,   24,  40,  57,  74,  91,  108, 124, 141, 148, 15,  23,
                            41,  58,  76,  94,  112, 129, 131, 129, 129, 56,  64,  85,  105,
                            125, 146, 166, 186, 150, 99,  79,  96,  105, 129, 151, 166, 183,
                            207, 229, 164, 77,  43,  137, 147, 173, 187, 154, 122, 148, 173,
                            152, 120, 107, 177, 188, 216, 222, 142, 60,  88,  116, 140, 162,
                            170, 118, 130, 161, 178, 138, 97,  129, 159, 154, 140, 134, 45,
                            58,  91,  121, 135, 149, 183, 216, 173, 110, 84,  17,  31,  65,
                            100, 134, 169, 204, 238, 180, 98,  65}},
      {{30, 7}, 1, {4, 7}, {100, 114, 118, 122, 140, 128, 122, 112, 150, 139, 131, 131, 131, 121,
                            116, 121, 126, 147, 124, 111, 149, 141, 143, 135, 122, 130, 123, 126}},
      {{7, 9}, 1, {3, 12}, {32, 111, 190, 96,  145, 129, 152, 153, 117, 169, 135, 158,
                            94, 165, 153, 111, 138, 125, 126, 140, 113, 117, 168, 126,
                            84, 129, 162, 142, 167, 176, 177, 168, 143, 172, 127, 82}},
      {{10, 8}, 3, {4, 3}, {115, 138, 144, 140, 140, 143, 135, 134, 136, 127, 115, 114,
                            124, 153, 127, 146, 122, 137, 132, 114, 147, 140, 137, 144,
                            124, 141, 166, 157, 115, 160, 153, 114, 146, 151, 130, 141}},
  };
  return list;
}

TEST(Resize, EqualsPillowWithinOneGreyLevel) {
  for (const Reference& test : references()) {
    const auto resized =
        resize(pattern<uint8_t>(test.input.width, test.input.height, test.channels), test.output);
    ASSERT_EQ(resized.samples.size(), test.samples.size());
    for (size_t i = 0; i < test.samples.size(); ++i) {
      EXPECT_NEAR(resized.samples[i], test.samples[i], 1) << test.input.width << " sample " << i;
    }
  }
}

// Half a grey level for the rounding of one, half for that of the other.
TEST(Resize, OfFloatsIsThatOfBytesBeforeRounding) {
  for (const Reference& test : references()) {
    const auto exact =
        resize(pattern<float>(test.input.width, test.input.height, test.channels), test.output);
    const auto rounded =
        resize(pattern<uint8_t>(test.input.width, test.input.height, test.channels), test.output);
    for (size_t i = 0; i < exact.samples.size(); ++i) {
      EXPECT_NEAR(exact.samples[i], rounded.samples[i], 0.501);
    }
  }
}

TEST(Resize, ToItsOwnSizeChangesNothing) {
  const Image image = pattern<uint8_t>(9, 7, 3);
  EXPECT_EQ(resize(image, {9, 7}), image);
}

TEST(Resize, KeepsAConstantConstant) {
  for (const Size size : {Size{224, 224}, Size{1, 1}, Size{1500, 3}}) {
    const Image resized = resize(Image(900, 901, 3, 201), size);
    EXPECT_EQ(resized, Image(size.width, size.height, 3, 201));
  }
}

TEST(Resize, RefusesEmptyPictures) {
  EXPECT_THROW(resize(Image(), {4, 4}), Error);
  EXPECT_THROW(resize(Image(4, 4, 1), {0, 4}), Error);
  EXPECT_THROW(resize(FloatImage(4, 4, 1), {4, -1}), Error);
}

TEST(CropSquare, CutsOutAndBlackensWhatLiesOutside) {
  const Image image = pattern<uint8_t>(6, 5, 3);
  const Image inside = crop_square(image, 1, 2, 3);
  const Image beyond = crop_square(image, -2, 3, 4);
  for (int y = 0; y < 4; ++y) {
    for (int x = 0; x < 4; ++x) {
      for (int c = 0; c < 3; ++c) {
        if (x < 3 && y < 3) {
          EXPECT_EQ(inside.pixel(x, y)[c], image.pixel(x + 1, y + 2)[c]);
        }
        const bool visible = x >= 2 && y < 2;
        EXPECT_EQ(beyond.pixel(x, y)[c], visible ? image.pixel(x - 2, y + 3)[c] : 0);
      }
    }
  }
  EXPECT_EQ(crop_square(image, 100, 100, 2), Image(2, 2, 3));
  EXPECT_THROW(crop_square(image, 0, 0, 0), Error);
}

}  // namespace
}  // namespace myolens
