#include "myolens/imaging/bmp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/error.h"

namespace myolens {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A BMP file by its parts (Microsoft, "Bitmap Storage").
struct WrittenBmp {
  int width = 0;
  int height = 0;  // negative: top row first
  int bits = 24;
  uint32_t compression = 0;
  uint32_t header_bytes = 40;
  std::vector<uint32_t> masks{};
  std::vector<uint32_t> palette{};  // 0xRRGGBB
  Bytes pixels{};
  uint32_t colour_space = 0;
};

void put(Bytes& bytes, uint32_t value, int count) {
  for (int i = 0; i < count; ++i) bytes.push_back(static_cast<uint8_t>(value >> (8 * i)));
}

Bytes bmp_of(const WrittenBmp& picture) {
  const bool core = picture.header_bytes == 12;
  Bytes info{};
  put(info, picture.header_bytes, 4);
  put(info, static_cast<uint32_t>(picture.width), core ? 2 : 4);
  put(info, static_cast<uint32_t>(picture.height), core ? 2 : 4);
  put(info, 1, 2);
  put(info, static_cast<uint32_t>(picture.bits), 2);
  if (!core) {
    put(info, picture.compression, 4);
    info.resize(32);
    put(info, static_cast<uint32_t>(picture.palette.size()), 4);
    put(info, 0, 4);
  }
  for (const uint32_t mask : picture.masks) put(info, mask, 4);
  if (picture.header_bytes > info.size()) info.resize(picture.header_bytes);
  if (picture.header_bytes == 124) {
    Bytes colour_space;
    put(colour_space, picture.colour_space, 4);
    std::ranges::copy(colour_space, info.begin() + 56);
  }
  for (const uint32_t colour : picture.palette) put(info, colour, core ? 3 : 4);
  Bytes bytes{'B', 'M'};
  put(bytes, static_cast<uint32_t>(14 + info.size() + picture.pixels.size()), 4);
  put(bytes, 0, 4);
  put(bytes, static_cast<uint32_t>(14 + info.size()), 4);
  bytes.insert(bytes.end(), info.begin(), info.end());
  bytes.insert(bytes.end(), picture.pixels.begin(), picture.pixels.end());
  return bytes;
}

std::vector<uint8_t> shown(const WrittenBmp& picture) {
  return decode_picture(bmp_of(picture), "t").shown.samples;
}

TEST(Bmp, ReadsBgrRowsFromTheBottom) {
  const WrittenBmp picture{
      .width = 1, .height = 2, .pixels = {30, 20, 10, 0, 33, 22, 11}};  // last row not filled up
  EXPECT_THAT(shown(picture), ElementsAre(11, 22, 33, 10, 20, 30));
}

TEST(Bmp, ReadsFromTheTopWhenTheHeightIsNegative) {
  const WrittenBmp picture{.width = 1, .height = -2, .pixels = {30, 20, 10, 0, 33, 22, 11, 0}};
  EXPECT_THAT(shown(picture), ElementsAre(10, 20, 30, 11, 22, 33));
}

TEST(Bmp, ResolvesPalettesOf1And4And8Bits) {
  const std::vector<uint32_t> two{0x112233, 0xFFEEDD};
  EXPECT_THAT(
      shown({.width = 3, .height = 1, .bits = 1, .palette = two, .pixels = {0b01000000, 0, 0, 0}}),
      ElementsAre(0x11, 0x22, 0x33, 0xFF, 0xEE, 0xDD, 0x11, 0x22, 0x33));
  EXPECT_THAT(
      shown({.width = 3, .height = 1, .bits = 4, .palette = two, .pixels = {0x10, 0x10, 0, 0}}),
      ElementsAre(0xFF, 0xEE, 0xDD, 0x11, 0x22, 0x33, 0xFF, 0xEE, 0xDD));
  EXPECT_THAT(shown({.width = 2, .height = 1, .bits = 8, .palette = two, .pixels = {1, 0, 0, 0}}),
              ElementsAre(0xFF, 0xEE, 0xDD, 0x11, 0x22, 0x33));
}

TEST(Bmp, ReadsTheHeaderOfOs2) {
  const WrittenBmp picture{.width = 2,
                           .height = 1,
                           .bits = 1,
                           .header_bytes = 12,
                           .palette = {0x010203, 0x040506},
                           .pixels = {0b01000000, 0, 0, 0}};
  EXPECT_THAT(shown(picture), ElementsAre(1, 2, 3, 4, 5, 6));
}

// 5 bits: 31 is 255; 6 bits: 32 of 63 is 129.5, rounded up.
TEST(Bmp, ScalesBitFields) {
  EXPECT_THAT(shown({.width = 1, .height = 1, .bits = 16, .pixels = {0x1F, 0x7C, 0, 0}}),
              ElementsAre(255, 0, 255));
  const WrittenBmp fields{.width = 1,
                          .height = 1,
                          .bits = 16,
                          .compression = 3,
                          .masks = {0xF800, 0x07E0, 0x001F},
                          .pixels = {0x1F, 0x04, 0, 0}};
  EXPECT_THAT(shown(fields), ElementsAre(0, 130, 255));
  const WrittenBmp reversed{.width = 1,
                            .height = 1,
                            .bits = 32,
                            .compression = 3,
                            .masks = {0xFF, 0xFF00, 0xFF0000},
                            .pixels = {10, 20, 30, 99}};
  EXPECT_THAT(shown(reversed), ElementsAre(10, 20, 30));
}

TEST(Bmp, LaysAlphaOverBlackUnlessNoPixelHasAny) {
  WrittenBmp picture{.width = 2,
                     .height = 1,
                     .bits = 32,
                     .compression = 3,
                     .header_bytes = 108,
                     .masks = {0xFF0000, 0xFF00, 0xFF, 0xFF000000},
                     .pixels = {50, 100, 200, 51, 5, 6, 7, 255}};
  EXPECT_THAT(shown(picture), ElementsAre(40, 20, 10, 7, 6, 5));
  picture.pixels[3] = picture.pixels[7] = 0;
  EXPECT_THAT(shown(picture), ElementsAre(200, 100, 50, 7, 6, 5));
}

std::vector<int> reds(const WrittenBmp& picture) {
  const Image image = decode_picture(bmp_of(picture), "t").shown;
  std::vector<int> values{};
  for (size_t i = 0; i < image.samples.size(); i += 3) values.push_back(image.samples[i]);
  return values;
}

// Counts, literals with filling, a move, ends of line and of the picture; palette entry i is red i.
TEST(Bmp, ExpandsRunLengths) {
  std::vector<uint32_t> palette{};
  for (uint32_t i = 0; i < 16; ++i) palette.push_back(i << 16);
  const WrittenBmp bytes{.width = 5,
                         .height = 2,
                         .bits = 8,
                         .compression = 1,
                         .palette = palette,
                         .pixels = {0, 3, 7, 8, 9, 0, 2, 4, 0, 0, 0, 2, 1, 0, 3, 5, 0, 1}};
  EXPECT_THAT(reds(bytes), ElementsAre(0, 5, 5, 5, 0, 7, 8, 9, 4, 4));
  const WrittenBmp nibbles{.width = 5,
                           .height = 2,
                           .bits = 4,
                           .compression = 2,
                           .palette = palette,
                           .pixels = {0, 5, 0x12, 0x34, 0x50, 0, 0, 0, 3, 0x67, 0, 1}};
  EXPECT_THAT(reds(nibbles), ElementsAre(6, 7, 6, 0, 0, 1, 2, 3, 4, 5));
}

TEST(Bmp, TellsOfAProfileAndOfItsSize) {
  const Bytes bytes = bmp_of({.width = 1,
                              .height = -2,
                              .header_bytes = 124,
                              .pixels = Bytes(8),
                              .colour_space = 0x4D424544});
  EXPECT_THAT(decode_picture(bytes, "t").notes, ElementsAre("embedded colour profile ignored"));
  const ImageHeader header = read_image_header(bytes, "t");
  EXPECT_EQ(header.width, 1);
  EXPECT_EQ(header.height, 2);
  EXPECT_EQ(header.format, "bmp");
}

TEST(Bmp, NamesWhatIsWrong) {
  struct Case {
    WrittenBmp picture;
    const char* reason;
  };
  for (const Case& test : {
           Case{{.width = 1, .height = 2, .pixels = Bytes(6)}, "7 bytes of pixels expected"},
           Case{{.width = 2, .height = 1, .bits = 8, .palette = {0}, .pixels = {0, 1, 0, 0}},
                "a colour outside the palette"},
           Case{{.width = 1, .height = 1, .compression = 4, .pixels = Bytes(4)}, "compression 4"},
           Case{{.width = 1, .height = 1, .bits = 7, .pixels = Bytes(4)}, "7 bits"},
           Case{{.width = 1,
           .height = 1,
           .bits = 8,
           .compression = 1,
           .palette = {0},
           .pixels = {2, 0, 0, 1}},
                "a run leaves the picture"},
           Case{{.width = 1,
           .height = 1,
           .bits = 8,
           .compression = 1,
           .palette = {0},
           .pixels = {1, 0}},
                "the data end early"},
           Case{{.width = 0, .height = 1, .pixels = Bytes(4)}, "is empty"},
       }) {
    try {
      decode_picture(bmp_of(test.picture), "screen.bmp");
      ADD_FAILURE() << "read in spite of: " << test.reason;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kBadFormat);
      EXPECT_THAT(error.what(), HasSubstr(test.reason));
    }
  }
}

TEST(Bmp, IsNotAnyTextThatBeginsWithBM) {
  const std::string text = "BM is how this text begins";
  EXPECT_FALSE(is_picture({reinterpret_cast<const uint8_t*>(text.data()), text.size()}));
  EXPECT_TRUE(is_picture(bmp_of({.width = 1, .height = 1, .pixels = Bytes(4)})));
}

}  // namespace
}  // namespace myolens
