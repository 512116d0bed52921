// JPEG and PNG in the forms that other programs write.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string_view>

#include "myolens/base/error.h"
#include "myolens/imaging/codec.h"
#include "tests/unit/imaging/written_pictures.h"

namespace myolens {
namespace {

using test::jpeg_of;
using test::png_of;
using test::WrittenPng;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<int> greys(const Image& image) {
  std::vector<int> values;
  for (size_t i = 0; i < image.samples.size(); i += 3) {
    EXPECT_EQ(image.samples[i], image.samples[i + 1]);
    EXPECT_EQ(image.samples[i], image.samples[i + 2]);
    values.push_back(image.samples[i]);
  }
  return values;
}

// PNG specification, 13.12: n bits are spread over 0 to 255.
TEST(ForeignPng, SpreadsGreyOfFewBits) {
  const auto read = [](const WrittenPng& picture) {
    return greys(decode_picture(png_of(picture), "t").shown);
  };
  EXPECT_THAT(read({.width = 3, .height = 1, .bits = 1, .rows = {0b10100000}}),
              ElementsAre(255, 0, 255));
  EXPECT_THAT(read({.width = 3, .height = 1, .bits = 2, .rows = {0b00011000}}),
              ElementsAre(0, 85, 170));
  EXPECT_THAT(read({.width = 3, .height = 1, .bits = 4, .rows = {0x0F, 0x30}}),
              ElementsAre(0, 255, 51));
}

TEST(ForeignPng, IsTheSameInterlaced) {
  WrittenPng rgb{.width = 19, .height = 11, .colour_type = 2};
  for (int i = 0; i < 19 * 11 * 3; ++i) rgb.rows.push_back(static_cast<uint8_t>(i * 31));
  rgb.interlaced = true;
  EXPECT_EQ(decode_picture(png_of(rgb), "t").shown.samples, rgb.rows);
  WrittenPng deep{.width = 2, .height = 2, .bits = 16, .rows = {1, 0, 2, 1, 3, 2, 4, 3}};
  deep.interlaced = true;
  EXPECT_THAT(decode_picture(png_of(deep), "t").deep->samples,
              ElementsAre(0x0100, 0x0201, 0x0302, 0x0403));
}

TEST(ForeignPng, ResolvesPalettesOfFewBits) {
  const WrittenPng picture{.width = 3,
                           .height = 1,
                           .bits = 2,
                           .colour_type = 3,
                           .rows = {0b00011000},
                           .palette = {1, 2, 3, 40, 50, 60, 255, 254, 253}};
  EXPECT_THAT(decode_picture(png_of(picture), "t").shown.samples,
              ElementsAre(1, 2, 3, 40, 50, 60, 255, 254, 253));
}

TEST(ForeignPng, LaysAlphaOverBlackAtFullDepth) {
  // 50000 and 20000 at alpha 13107 of 65535, one fifth.
  const WrittenPng grey{
      .width = 1, .height = 1, .bits = 16, .colour_type = 4, .rows = {0xC3, 0x50, 0x33, 0x33}};
  EXPECT_THAT(decode_picture(png_of(grey), "t").deep->samples, ElementsAre(10000));
  const WrittenPng rgb{.width = 1,
                       .height = 1,
                       .bits = 16,
                       .colour_type = 6,
                       .rows = {0xC3, 0x50, 0x4E, 0x20, 0, 0, 0x33, 0x33}};
  EXPECT_THAT(decode_picture(png_of(rgb), "t").deep->samples, ElementsAre(10000, 4000, 0));
  const WrittenPng transparent{
      .width = 2, .height = 1, .rows = {200, 100}, .transparent_grey = 200};
  EXPECT_THAT(greys(decode_picture(png_of(transparent), "t").shown), ElementsAre(0, 100));
}

void put(Bytes& bytes, size_t offset, std::string_view text) {
  std::ranges::copy(text, bytes.begin() + static_cast<ptrdiff_t>(offset));
}

// A colour profile of one tag (ICC.1:2022, 7.2 and 7.3); its white is D50. libpng takes profiles of
// fewer than about 80 bytes, compressed, for damaged: hence the long text.
Bytes colour_profile() {
  using namespace std::string_view_literals;
  Bytes profile(252);
  for (size_t i = 152; i < profile.size(); ++i) profile[i] = static_cast<uint8_t>(i * i % 251);
  profile[3] = static_cast<uint8_t>(profile.size());
  profile[8] = 2;  // version
  put(profile, 12, "mntrRGB XYZ ");
  put(profile, 36, "acsp");
  put(profile, 68, "\0\0\xF6\xD6\0\1\0\0\0\0\xD3\x2D"sv);
  put(profile, 128, "\0\0\0\1cprt\0\0\0\x90\0\0\0\x6C"sv);
  put(profile, 144, "text");
  return profile;
}

TEST(ForeignPng, IgnoresProfileAndGammaAndSaysSo) {
  WrittenPng picture{.width = 1, .height = 1, .rows = {77}};
  EXPECT_THAT(decode_picture(png_of(picture), "t").notes, IsEmpty());
  picture.gamma = 0.45455;
  EXPECT_THAT(decode_picture(png_of(picture), "t").notes, IsEmpty());
  picture.gamma = 1.0;
  const Picture linear = decode_picture(png_of(picture), "t");
  EXPECT_THAT(linear.notes, ElementsAre("embedded gamma ignored"));
  EXPECT_THAT(greys(linear.shown), ElementsAre(77));
  WrittenPng rgb{.width = 1, .height = 1, .colour_type = 2, .rows = {7, 8, 9}};
  rgb.profile = colour_profile();
  const Picture profiled = decode_picture(png_of(rgb), "t");
  EXPECT_THAT(profiled.notes, ElementsAre("embedded colour profile ignored"));
  EXPECT_THAT(profiled.shown.samples, ElementsAre(7, 8, 9));
}

Image smooth(int channels) {
  Image image(40, 24, channels);
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      for (int c = 0; c < channels; ++c)
        image.pixel(x, y)[c] = static_cast<uint8_t>(60 + 3 * x + 2 * y * (c % 2) + 10 * c);
    }
  }
  return image;
}

// Quality 95: smooth colours are off by a few levels.
constexpr int kJpegTolerance = 6;

void expect_near(const Image& image, const Image& expected) {
  ASSERT_EQ(image.samples.size(), expected.samples.size());
  for (size_t i = 0; i < image.samples.size(); ++i)
    ASSERT_NEAR(image.samples[i], expected.samples[i], kJpegTolerance) << i;
}

TEST(ForeignJpeg, IsReadHoweverItIsCoded) {
  const Image rgb = smooth(3);
  for (const bool progressive : {false, true}) {
    for (const bool arithmetic : {false, true}) {
      const Bytes jpeg =
          jpeg_of({.samples = rgb, .progressive = progressive, .arithmetic = arithmetic});
      expect_near(decode_picture(jpeg, "t").shown, rgb);
    }
  }
}

TEST(ForeignJpeg, RepeatsGrey) {
  const Image grey = smooth(1);
  const std::vector<int> values =
      greys(decode_picture(jpeg_of({.samples = grey, .progressive = true}), "t").shown);
  for (size_t i = 0; i < values.size(); ++i)
    ASSERT_NEAR(values[i], grey.samples[i], kJpegTolerance);
}

// libjpeg writes Adobe's marker with inks, which then count as inverted: 255 is no ink, and light
// is ink times black.
TEST(ForeignJpeg, ReadsInksAlsoAsLumaAndChroma) {
  const Image inks = smooth(4);
  Image expected(inks.width, inks.height, 3);
  for (size_t i = 0; i < expected.samples.size(); ++i) {
    const size_t pixel = i / 3 * 4;
    expected.samples[i] =
        static_cast<uint8_t>(inks.samples[pixel + i % 3] * inks.samples[pixel + 3] / 255);
  }
  for (const bool luma_and_black : {false, true}) {
    const Picture decoded =
        decode_picture(jpeg_of({.samples = inks, .luma_and_black = luma_and_black}), "t");
    expect_near(decoded.shown, expected);
    EXPECT_THAT(decoded.notes, ElementsAre("inks (CMYK) converted without a colour profile"));
  }
}

TEST(ForeignJpeg, IgnoresAProfileAndSaysSo) {
  const Image grey = smooth(1);
  const Picture decoded =
      decode_picture(jpeg_of({.samples = grey, .profile = colour_profile()}), "t");
  EXPECT_THAT(decoded.notes, ElementsAre("embedded colour profile ignored"));
  EXPECT_EQ(decoded.shown, decode_picture(jpeg_of({.samples = grey}), "t").shown);
}

}  // namespace
}  // namespace myolens
