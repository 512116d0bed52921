#include "myolens/imaging/codec.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/error.h"
#include "tests/unit/imaging/foreign_pictures.h"

namespace myolens {
namespace {

using test::from_hex;
using testing::ElementsAre;

Image gradient(int width, int height, int channels) {
  Image image(width, height, channels);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < channels; ++c) {
        image.pixel(x, y)[c] = static_cast<uint8_t>((5 * x + 9 * y + 80 * c) % 256);
      }
    }
  }
  return image;
}

std::vector<int> pixel_at(const Image& image, int x, int y) {
  return {image.pixel(x, y), image.pixel(x, y) + image.channels};
}

TEST(Png, GivesBackThePixelsAtEveryLevel) {
  const Image image = gradient(37, 21, 3);
  for (const int level : {0, 1, 6, 9})
    EXPECT_EQ(decode_image(encode_png(image, level), "t"), image);
}

TEST(Png, GivesBackAll16BitsOfGreyAndColour) {
  for (const int channels : {1, 3}) {
    Image16 image(37, 21, channels);
    for (size_t i = 0; i < image.samples.size(); ++i)
      image.samples[i] = static_cast<uint16_t>(i * 40503);
    EXPECT_EQ(decode_picture(encode_png(image), "t").deep, image);
  }
}

// Names and types of PNG chunks: PNG specification, section 5.
TEST(Png, HoldsNothingButThePicture) {
  const Bytes png = encode_png(gradient(37, 21, 3));
  std::vector<std::string> types;
  for (size_t chunk = 8; chunk < png.size();) {
    const size_t length =
        size_t{png[chunk]} << 24 | png[chunk + 1] << 16 | png[chunk + 2] << 8 | png[chunk + 3];
    types.emplace_back(png.begin() + static_cast<ptrdiff_t>(chunk) + 4,
                       png.begin() + static_cast<ptrdiff_t>(chunk) + 8);
    chunk += length + 12;
  }
  EXPECT_THAT(types, ElementsAre("IHDR", "IDAT", "IEND"));
}

TEST(Png, RepeatsGreyInThreeChannels) {
  const Image decoded = decode_image(encode_png(gradient(5, 4, 1)), "t");
  EXPECT_EQ(decoded.channels, 3);
  EXPECT_THAT(pixel_at(decoded, 3, 2), ElementsAre(33, 33, 33));
}

TEST(Png, ResolvesPalettesAndLaysAlphaOverBlack) {
  const Image decoded = decode_image(from_hex(test::kPalettePng), "t");
  ASSERT_EQ(decoded.width, 4);
  ASSERT_EQ(decoded.height, 2);
  EXPECT_THAT(pixel_at(decoded, 0, 0), ElementsAre(255, 0, 0));
  EXPECT_THAT(pixel_at(decoded, 1, 0), ElementsAre(0, 128, 0));
  EXPECT_THAT(pixel_at(decoded, 2, 0), ElementsAre(0, 0, 0));
  EXPECT_THAT(pixel_at(decoded, 3, 0), ElementsAre(200, 100, 50));
  EXPECT_THAT(pixel_at(decoded, 0, 1), ElementsAre(200, 100, 50));
  const Image grey = decode_image(from_hex(test::kGreyAlphaPng), "t");
  EXPECT_THAT(pixel_at(grey, 0, 0), ElementsAre(200, 200, 200));
  EXPECT_THAT(pixel_at(grey, 1, 0), ElementsAre(40, 40, 40));
}

// Clipping 16 bits to 8 would give white (Pillow#2574).
TEST(Png, Keeps16BitsAndScalesThemForShow) {
  const Picture decoded = decode_picture(from_hex(test::kGrey16Png), "t");
  std::vector<int> grey;
  for (size_t i = 0; i < decoded.shown.samples.size(); i += 3)
    grey.push_back(decoded.shown.samples[i]);
  EXPECT_THAT(grey, ElementsAre(1, 40, 79, 118, 157, 196));
  ASSERT_TRUE(decoded.deep);
  EXPECT_EQ(decoded.deep->channels, 1);
  EXPECT_THAT(decoded.deep->samples, ElementsAre(255, 10255, 20255, 30255, 40255, 50255));
}

// Smooth pictures at quality 95: errors of a few grey levels.
TEST(Jpeg, GivesBackSmoothPicturesNearly) {
  for (const int channels : {1, 3}) {
    Image image(64, 48, channels);
    for (size_t i = 0; i < image.samples.size(); ++i) {
      image.samples[i] = static_cast<uint8_t>(i * 200 / image.samples.size());
    }
    const Image decoded = decode_image(encode_jpeg(image, 95), "t");
    ASSERT_EQ(decoded.channels, 3);
    for (int y = 0; y < image.height; ++y) {
      for (int x = 0; x < image.width; ++x) {
        ASSERT_NEAR(decoded.pixel(x, y)[0], image.pixel(x, y)[0], 4);
      }
    }
  }
}

// Two decoders may differ by their rounding of the inverse cosine transform.
TEST(Jpeg, ReadsProgressiveFiles) {
  const Image decoded = decode_image(from_hex(test::kProgressiveJpeg), "t");
  ASSERT_EQ(decoded.width, 24);
  ASSERT_EQ(decoded.height, 16);
  struct Case {
    int x, y;
    std::array<int, 3> colour;
  };
  for (const Case& test : {Case{0, 0, {0, 3, 242}}, Case{7, 5, {69, 75, 185}},
                           Case{23, 15, {228, 222, 38}}, Case{20, 8, {200, 119, 54}}}) {
    for (size_t c = 0; c < 3; ++c) {
      EXPECT_NEAR(decoded.pixel(test.x, test.y)[c], test.colour[c], 2);
    }
  }
}

// Adobe stores inks inverted; taken at their word, they give a negative (stb PR#427).
TEST(Jpeg, ConvertsInksThatAdobeInverted) {
  const Image decoded = decode_image(from_hex(test::kCmykJpeg), "t");
  for (size_t c = 0; c < 3; ++c) {
    EXPECT_NEAR(decoded.pixel(3, 4)[c], (std::array{0, 255, 255})[c], 2);
    EXPECT_NEAR(decoded.pixel(12, 4)[c], (std::array{191, 95, 0})[c], 3);
  }
}

enum Corner { kTopLeft, kTopRight, kBottomLeft, kBottomRight };

// A JPEG of 32 x 16 pixels, dark but for its stored top left and, half as bright, top right corner,
// with an Exif block that claims `orientation`.
Bytes oriented_jpeg(uint8_t orientation, bool big_endian) {
  Image image(32, 16, 1);
  for (int y = 0; y < 8; ++y) {
    std::fill_n(image.pixel(0, y), 8, uint8_t{240});
    std::fill_n(image.pixel(24, y), 8, uint8_t{120});
  }
  constexpr size_t kSegmentBytes = 36;
  const Bytes start{0xFF, 0xE1, 0, kSegmentBytes - 2, 'E', 'x', 'i', 'f', 0, 0};
  const Bytes tiff =
      big_endian
          ? Bytes{'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation}
          : Bytes{'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0};
  Bytes exif(kSegmentBytes);
  std::ranges::copy(start, exif.begin());
  std::ranges::copy(tiff, exif.begin() + static_cast<ptrdiff_t>(start.size()));
  Bytes jpeg = encode_jpeg(image, 95);
  jpeg.insert(jpeg.begin() + 2, exif.begin(), exif.end());
  return jpeg;
}

int brightness_at(const Image& image, Corner corner) {
  const int x = corner == kTopLeft || corner == kBottomLeft ? 3 : image.width - 4;
  const int y = corner == kTopLeft || corner == kTopRight ? 3 : image.height - 4;
  return image.pixel(x, y)[0];
}

// Where Exif 2.32, table 6, puts the stored first row and first column (labelImg#198: ignored, and
// another wall looks sick).
TEST(Jpeg, StandsUprightForEveryExifOrientation) {
  struct Case {
    uint8_t orientation;
    Corner stored_top_left;
    Corner stored_top_right;
  };
  const Case cases[] = {
      {1, kTopLeft, kTopRight},       {2, kTopRight, kTopLeft},   {3, kBottomRight, kBottomLeft},
      {4, kBottomLeft, kBottomRight}, {5, kTopLeft, kBottomLeft}, {6, kTopRight, kBottomRight},
      {7, kBottomRight, kTopRight},   {8, kBottomLeft, kTopLeft}, {9, kTopLeft, kTopRight}};
  for (const Case& test : cases) {
    for (const bool big_endian : {true, false}) {
      const Bytes jpeg = oriented_jpeg(test.orientation, big_endian);
      const Image decoded = decode_image(jpeg, "t");
      EXPECT_NEAR(brightness_at(decoded, test.stored_top_left), 240, 6) << int{test.orientation};
      EXPECT_NEAR(brightness_at(decoded, test.stored_top_right), 120, 6) << int{test.orientation};
      const ImageHeader header = read_image_header(jpeg, "t");
      EXPECT_EQ(header.width, decoded.width);
      EXPECT_EQ(header.height, decoded.height);
    }
  }
}

TEST(ImageHeader, TellsSizeAndFormat) {
  const ImageHeader png = read_image_header(encode_png(gradient(37, 21, 3)), "t");
  EXPECT_EQ(png.width, 37);
  EXPECT_EQ(png.height, 21);
  EXPECT_EQ(png.format, "png");
  const ImageHeader jpeg = read_image_header(encode_jpeg(gradient(9, 70, 1), 80), "t");
  EXPECT_EQ(jpeg.width, 9);
  EXPECT_EQ(jpeg.height, 70);
  EXPECT_EQ(jpeg.format, "jpeg");
}

TEST(Encoders, RefuseWhatCannotBeEncoded) {
  const Image good = gradient(4, 4, 3);
  Image short_of_samples = good;
  short_of_samples.samples.pop_back();
  for (const Image& image : {Image(), Image(4, 4, 2), Image(4, 4, 4), short_of_samples}) {
    EXPECT_THROW(encode_png(image), Error);
    EXPECT_THROW(encode_jpeg(image, 90), Error);
  }
  EXPECT_THROW(encode_png(good, 10), Error);
  EXPECT_THROW(encode_jpeg(good, 0), Error);
  EXPECT_THROW(encode_jpeg(good, 101), Error);
}

}  // namespace
}  // namespace myolens
