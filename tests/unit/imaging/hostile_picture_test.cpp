// Pictures that are cut off, damaged or made to exhaust memory.
#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>

#include "myolens/base/error.h"
#include "myolens/base/random.h"
#include "myolens/imaging/codec.h"
#include "tests/unit/imaging/foreign_pictures.h"
#include "tests/unit/imaging/written_pictures.h"

namespace myolens {
namespace {

Image noise(int width, int height) {
  RandomStream random(1, "noise");
  Image image(width, height, 3);
  for (uint8_t& sample : image.samples) sample = static_cast<uint8_t>(random.below(256));
  return image;
}

// The code of the error that decoding raises; nothing when it succeeds.
std::optional<ErrorCode> decoding_error(std::span<const uint8_t> bytes) {
  try {
    decode_image(bytes, "screen.jpg");
    return std::nullopt;
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::StartsWith("screen.jpg: "));
    return error.code();
  }
}

struct NamedBytes {
  const char* name;
  Bytes bytes;
};

Bytes small_tiff(int compression) {
  test::WrittenTiff picture{.width = 16, .height = 16, .samples = 3, .photometric = 2};
  picture.compression = compression;
  picture.rows_per_strip = 8;
  picture.rows = noise(16, 16).samples;
  return test::tiff_of(picture);
}

std::vector<NamedBytes> small_pictures() {
  return {{"png", encode_png(noise(13, 9))},
          {"palette png", test::from_hex(test::kPalettePng)},
          {"jpeg", encode_jpeg(noise(24, 17), 60)},
          {"progressive jpeg", test::from_hex(test::kProgressiveJpeg)},
          {"cmyk jpeg", test::from_hex(test::kCmykJpeg)},
          {"run length bmp", test::from_hex(test::kRunLengthBmp)},
          {"bmp", test::from_hex(test::kBmp)},
          {"tiff", small_tiff(5)},
          {"jpeg tiff", small_tiff(7)}};
}

// A truncated JPEG must not come out half grey (yolov5#916).
TEST(HostilePicture, CutOffAnywhereIsRefused) {
  for (const NamedBytes& picture : small_pictures()) {
    for (size_t length = 0; length < picture.bytes.size(); ++length) {
      ASSERT_EQ(decoding_error(std::span(picture.bytes).first(length)), ErrorCode::kBadFormat)
          << picture.name << " cut to " << length << " of " << picture.bytes.size() << " bytes";
    }
    EXPECT_EQ(decoding_error(picture.bytes), std::nullopt) << picture.name;
  }
}

TEST(HostilePicture, DamagedAnywhereIsReadOrRefused) {
  RandomStream random(2, "damage");
  for (const NamedBytes& picture : small_pictures()) {
    for (int i = 0; i < 1000; ++i) {
      Bytes damaged = picture.bytes;
      const size_t position = random.below(damaged.size());
      damaged[position] = static_cast<uint8_t>(random.below(256));
      const auto code = decoding_error(damaged);
      EXPECT_TRUE(!code || code == ErrorCode::kBadFormat || code == ErrorCode::kLimitExceeded)
          << picture.name << ", byte " << position;
    }
  }
}

TEST(HostilePicture, OtherContentIsNamed) {
  for (const std::string_view text : {"", "GIF89a", "\xFF\xD8", "\x89PNG\r\n"}) {
    const auto* data = reinterpret_cast<const uint8_t*>(text.data());
    EXPECT_EQ(decoding_error(std::span(data, text.size())), ErrorCode::kBadFormat) << text;
  }
}

// The checksum of PNG chunks (PNG specification, annex D).
uint32_t crc_of(std::span<const uint8_t> bytes) {
  uint32_t crc = UINT32_MAX;
  for (const uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? 0xEDB88320U ^ (crc >> 1) : crc >> 1;
  }
  return ~crc;
}

void put_number(Bytes& bytes, size_t offset, uint32_t value) {
  for (size_t i = 0; i < 4; ++i) bytes[offset + i] = static_cast<uint8_t>(value >> (24 - 8 * i));
}

Bytes png_of_size(uint32_t width, uint32_t height) {
  Bytes png = encode_png(noise(4, 4));
  constexpr size_t kChunk = 12;  // the type IHDR, then width and height
  put_number(png, kChunk + 4, width);
  put_number(png, kChunk + 8, height);
  put_number(png, kChunk + 17, crc_of(std::span(png).subspan(kChunk, 17)));
  return png;
}

Bytes jpeg_of_size(uint16_t width, uint16_t height) {
  Bytes jpeg = encode_jpeg(noise(4, 4), 80);
  constexpr std::array<uint8_t, 2> kFrame{0xFF, 0xC0};
  const auto frame = std::search(jpeg.begin(), jpeg.end(), kFrame.begin(), kFrame.end());
  frame[5] = static_cast<uint8_t>(height >> 8);
  frame[6] = static_cast<uint8_t>(height);
  frame[7] = static_cast<uint8_t>(width >> 8);
  frame[8] = static_cast<uint8_t>(width);
  return jpeg;
}

Bytes bmp_of_size(uint32_t width, uint32_t height) {
  Bytes bmp = test::from_hex(test::kBmp);
  for (size_t i = 0; i < 4; ++i) {
    bmp[18 + i] = static_cast<uint8_t>(width >> (8 * i));
    bmp[22 + i] = static_cast<uint8_t>(height >> (8 * i));
  }
  return bmp;
}

// A little-endian TIFF of one directory with values of 16 bits (TIFF 6.0, section 2).
Bytes tiff_of_size(uint16_t width, uint16_t height) {
  enum Tag : uint16_t { kWidth = 256, kHeight, kPhotometric = 262, kOffset = 273, kBytes = 279 };
  const std::array<std::array<uint16_t, 2>, 5> fields{
      {{kWidth, width}, {kHeight, height}, {kPhotometric, 1}, {kOffset, 8}, {kBytes, 8}}};
  Bytes tiff{'I', 'I', 42, 0, 8, 0, 0, 0};
  const auto put = [&](uint16_t value) {
    tiff.push_back(static_cast<uint8_t>(value));
    tiff.push_back(static_cast<uint8_t>(value >> 8));
  };
  constexpr uint16_t kShort = 3;
  put(fields.size());
  for (const auto& [tag, value] : fields) {
    for (const uint16_t part : {tag, kShort, uint16_t{1}, uint16_t{0}, value, uint16_t{0}})
      put(part);
  }
  for (int i = 0; i < 2; ++i) put(0);  // no further directory
  return tiff;
}

// A process that allocated these pixels would be killed.
TEST(HostilePicture, TooLargeIsRefusedFromItsHeader) {
  EXPECT_EQ(decoding_error(png_of_size(2'000'000'000, 2'000'000'000)), ErrorCode::kLimitExceeded);
  EXPECT_EQ(decoding_error(png_of_size(16'385, 1)), ErrorCode::kLimitExceeded);
  EXPECT_EQ(decoding_error(png_of_size(16'384, 16'384)), ErrorCode::kLimitExceeded);
  EXPECT_EQ(decoding_error(jpeg_of_size(65'500, 65'500)), ErrorCode::kLimitExceeded);
  EXPECT_EQ(decoding_error(jpeg_of_size(16'384, 16'384)), ErrorCode::kLimitExceeded);
  EXPECT_EQ(decoding_error(bmp_of_size(16'384, 16'384)), ErrorCode::kLimitExceeded);
  EXPECT_EQ(decoding_error(bmp_of_size(0x80000000, 4)), ErrorCode::kLimitExceeded);
  EXPECT_EQ(decoding_error(tiff_of_size(16'385, 1)), ErrorCode::kLimitExceeded);
  EXPECT_EQ(decoding_error(tiff_of_size(16'384, 16'384)), ErrorCode::kLimitExceeded);
  EXPECT_THROW(read_image_header(png_of_size(16'385, 1), "t"), Error);
  EXPECT_EQ(decoding_error(png_of_size(0, 4)), ErrorCode::kBadFormat);
  EXPECT_EQ(decoding_error(jpeg_of_size(0, 4)), ErrorCode::kBadFormat);
}

}  // namespace
}  // namespace myolens
