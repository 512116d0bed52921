#include "myolens/imaging/tiff.h"

#include <cstring>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>

#include "myolens/base/error.h"
#include "tests/unit/imaging/written_pictures.h"

namespace myolens {
namespace {

using test::tiff_of;
using test::WrittenTiff;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<uint8_t> counting(size_t count, int step = 37) {
  std::vector<uint8_t> values(count);
  for (size_t i = 0; i < count; ++i)
    values[i] = static_cast<uint8_t>(i * static_cast<size_t>(step));
  return values;
}

Bytes bytes_of(const std::vector<uint16_t>& values) {
  Bytes bytes(values.size() * 2);
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

WrittenTiff rgb_picture(int width, int height) {
  WrittenTiff picture{.width = width, .height = height, .samples = 3, .photometric = 2};
  picture.rows = counting(static_cast<size_t>(width) * static_cast<size_t>(height) * 3);
  return picture;
}

std::vector<uint8_t> shown(const WrittenTiff& picture) {
  return decode_picture(tiff_of(picture), "t").shown.samples;
}

TEST(Tiff, GivesBackRgbHoweverItIsCutAndPacked) {
  for (const int compression : {1, 5, 8, 32773}) {
    for (const int rows_per_strip : {0, 1, 7}) {
      WrittenTiff picture = rgb_picture(40, 23);
      picture.compression = compression;
      picture.rows_per_strip = rows_per_strip;
      EXPECT_EQ(shown(picture), picture.rows) << compression;
    }
    WrittenTiff tiled = rgb_picture(40, 23);
    tiled.compression = compression;
    tiled.tile_side = 16;
    EXPECT_EQ(shown(tiled), tiled.rows) << compression;
  }
}

TEST(Tiff, JoinsPlanes) {
  WrittenTiff picture = rgb_picture(3, 2);
  picture.planes_apart = true;
  picture.rows = {1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16, 21, 22, 23, 24, 25, 26};
  EXPECT_THAT(shown(picture),
              ElementsAre(1, 11, 21, 2, 12, 22, 3, 13, 23, 4, 14, 24, 5, 15, 25, 6, 16, 26));
}

TEST(Tiff, KeepsAll16BitsInBothByteOrders) {
  for (const bool big_endian : {false, true}) {
    WrittenTiff picture{.width = 3, .height = 1, .bits = 16, .big_endian = big_endian};
    picture.rows = bytes_of({0, 1000, 65535});
    const Picture decoded = decode_picture(tiff_of(picture), "t");
    ASSERT_TRUE(decoded.deep);
    EXPECT_EQ(decoded.deep->channels, 1);
    EXPECT_THAT(decoded.deep->samples, ElementsAre(0, 1000, 65535));
    EXPECT_THAT(decoded.shown.samples, ElementsAre(0, 0, 0, 4, 4, 4, 255, 255, 255));
  }
}

TEST(Tiff, TurnsWhiteIsZeroAround) {
  WrittenTiff picture{.width = 3, .height = 1, .photometric = 0, .rows = {0, 55, 255}};
  EXPECT_THAT(shown(picture), ElementsAre(255, 255, 255, 200, 200, 200, 0, 0, 0));
  WrittenTiff deep{.width = 2, .height = 1, .bits = 16, .photometric = 0};
  deep.rows = bytes_of({0, 1000});
  EXPECT_THAT(decode_picture(tiff_of(deep), "t").deep->samples, ElementsAre(65535, 64535));
}

TEST(Tiff, SpreadsGreyOfFewBits) {
  const auto grey = [](WrittenTiff picture) {
    std::vector<uint8_t> values;
    for (size_t i = 0; const uint8_t sample : shown(picture)) {
      if (i++ % 3 == 0) values.push_back(sample);
    }
    return values;
  };
  EXPECT_THAT(grey({.width = 3, .height = 1, .bits = 1, .rows = {0b10100000}}),
              ElementsAre(255, 0, 255));
  EXPECT_THAT(grey({.width = 3, .height = 1, .bits = 2, .rows = {0b00011000}}),
              ElementsAre(0, 85, 170));
  EXPECT_THAT(grey({.width = 3, .height = 1, .bits = 4, .rows = {0x0F, 0x30}}),
              ElementsAre(0, 255, 51));
  EXPECT_THAT(grey({.width = 3, .height = 1, .bits = 1, .photometric = 0, .rows = {0b10100000}}),
              ElementsAre(0, 255, 0));
}

// 8 bits become the 16 of a colour map times 257 (TIFF 6.0) or times 256 (Pillow).
TEST(Tiff, ResolvesPalettes) {
  for (const uint16_t factor : {256, 257}) {
    WrittenTiff picture{.width = 3, .height = 1, .bits = 8, .photometric = 3, .rows = {0, 1, 200}};
    picture.colour_map.assign(768, 0);
    picture.colour_map[1] = static_cast<uint16_t>(10 * factor);
    picture.colour_map[256 + 1] = static_cast<uint16_t>(255 * factor);
    picture.colour_map[512 + 200] = static_cast<uint16_t>(77 * factor);
    EXPECT_THAT(shown(picture), ElementsAre(0, 0, 0, 10, 255, 0, 0, 0, 77)) << factor;
  }
  WrittenTiff four{.width = 2, .height = 1, .bits = 4, .photometric = 3, .rows = {0x2F}};
  four.colour_map.assign(48, 0);
  four.colour_map[2] = 0xAA00;
  four.colour_map[32 + 15] = 0xBB00;
  EXPECT_THAT(shown(four), ElementsAre(0xAA, 0, 0, 0, 0, 0xBB));
}

TEST(Tiff, LaysAlphaOverBlack) {
  WrittenTiff picture{.width = 1, .height = 1, .samples = 4, .photometric = 2};
  picture.rows = {200, 100, 50, 51};
  picture.extra = {2};
  EXPECT_THAT(shown(picture), ElementsAre(40, 20, 10));
  picture.extra = {1};  // associated: multiplied already
  EXPECT_THAT(shown(picture), ElementsAre(200, 100, 50));
  picture.extra = {0};  // no alpha at all
  EXPECT_THAT(shown(picture), ElementsAre(200, 100, 50));
  WrittenTiff deep{.width = 1, .height = 1, .samples = 2, .bits = 16, .extra = {2}};
  deep.rows = bytes_of({50000, 13107});
  EXPECT_THAT(decode_picture(tiff_of(deep), "t").deep->samples, ElementsAre(10000));
}

// JPEG inside TIFF, quality 75: smooth grey is off by a few levels.
TEST(Tiff, ReadsJpegInside) {
  for (const int photometric : {2, 6}) {
    WrittenTiff picture{.width = 32, .height = 32, .samples = 3, .photometric = photometric};
    picture.compression = 7;
    for (int i = 0; i < 32 * 32; ++i) picture.rows.insert(picture.rows.end(), 3, i / 32 * 4);
    const std::vector<uint8_t> samples = shown(picture);
    ASSERT_EQ(samples.size(), picture.rows.size());
    for (size_t i = 0; i < samples.size(); ++i) ASSERT_NEAR(samples[i], picture.rows[i], 6);
  }
}

// TIFF 6.0, tag 274: where the first row and the first column are.
TEST(Tiff, StandsUprightForEveryOrientation) {
  struct Case {
    int orientation;
    std::vector<int> reds;
  };
  for (const Case& test :
       {Case{1, {1, 2, 3, 4, 5, 6}}, Case{2, {3, 2, 1, 6, 5, 4}}, Case{3, {6, 5, 4, 3, 2, 1}},
        Case{4, {4, 5, 6, 1, 2, 3}}, Case{5, {1, 4, 2, 5, 3, 6}}, Case{6, {4, 1, 5, 2, 6, 3}},
        Case{7, {6, 3, 5, 2, 4, 1}}, Case{8, {3, 6, 2, 5, 1, 4}}}) {
    const Bytes bytes = tiff_of(
        {.width = 3, .height = 2, .rows = {1, 2, 3, 4, 5, 6}, .orientation = test.orientation});
    const Picture decoded = decode_picture(bytes, "t");
    std::vector<int> reds;
    for (size_t i = 0; i < decoded.shown.samples.size(); i += 3)
      reds.push_back(decoded.shown.samples[i]);
    EXPECT_EQ(reds, test.reds) << test.orientation;
    EXPECT_EQ(decoded.shown.width, test.orientation < 5 ? 3 : 2);
    EXPECT_EQ(decoded.notes.size(), test.orientation == 1 ? 0 : 1);
    const ImageHeader header = read_image_header(bytes, "t");
    EXPECT_EQ(header.width, decoded.shown.width);
    EXPECT_EQ(header.format, "tiff");
  }
}

TEST(Tiff, TellsOfFurtherPagesAndOfAProfile) {
  WrittenTiff picture = rgb_picture(4, 3);
  picture.pages = 2;
  picture.profile = Bytes(200, 7);
  EXPECT_THAT(
      decode_picture(tiff_of(picture), "t").notes,
      ElementsAre("embedded colour profile ignored", "only the first of several pages read"));
}

void expect_refused(const Bytes& bytes, const std::string& reason) {
  try {
    decode_picture(bytes, "screen.tif");
    ADD_FAILURE() << "read in spite of " << reason;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kBadFormat);
    EXPECT_THAT(error.what(),
                testing::AllOf(testing::StartsWith("screen.tif: "), HasSubstr(reason)));
  }
}

TEST(Tiff, NamesWhatItDoesNotRead) {
  WrittenTiff inks{.width = 2, .height = 1, .samples = 4, .photometric = 5, .rows = counting(8)};
  expect_refused(tiff_of(inks), "photometric interpretation 5");
  WrittenTiff floats{.width = 1, .height = 1, .bits = 32, .rows = counting(4), .sample_format = 3};
  expect_refused(tiff_of(floats), "32 bits");
  WrittenTiff signed_numbers{
      .width = 2, .height = 1, .bits = 16, .rows = counting(4), .sample_format = 2};
  expect_refused(tiff_of(signed_numbers), "sample format 2");
  WrittenTiff fax{.width = 8, .height = 1, .bits = 1, .compression = 4, .rows = {0x55}};
  expect_refused(tiff_of(fax), "compression 4");
}

}  // namespace
}  // namespace myolens
