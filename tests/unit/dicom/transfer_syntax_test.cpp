// Every transfer syntax gives back the pixels that went in.
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmjpeg/djrploss.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/dicom/dicom.h"
#include "myolens/imaging/codec.h"
#include "tests/unit/dicom/made_objects.h"

namespace myolens {
namespace {

constexpr int kColumns = 30;
constexpr int kRows = 22;

struct Syntax {
  const char* name;
  E_TransferSyntax syntax;
};
constexpr Syntax kLosslessSyntaxes[]{{"implicit", EXS_LittleEndianImplicit},
                                     {"explicit", EXS_LittleEndianExplicit},
                                     {"big endian", EXS_BigEndianExplicit},
                                     {"deflated", EXS_DeflatedLittleEndianExplicit},
                                     {"RLE", EXS_RLELossless},
                                     {"JPEG lossless", EXS_JPEGProcess14},
                                     {"JPEG lossless SV1", EXS_JPEGProcess14SV1},
                                     {"JPEG-LS", EXS_JPEGLSLossless}};

std::vector<uint16_t> ramp(size_t count, int modulus, int step) {
  std::vector<uint16_t> values(count);
  for (size_t i = 0; i < count; ++i)
    values[i] = static_cast<uint16_t>(static_cast<int>(i) * step % modulus);
  return values;
}

std::vector<uint8_t> bytes_of(const std::vector<uint16_t>& values) {
  return {values.begin(), values.end()};
}

int largest_difference(const Image& a, const Image& b) {
  int largest = 0;
  for (size_t i = 0; i < a.samples.size(); ++i)
    largest = std::max(largest, std::abs(a.samples[i] - b.samples[i]));
  return largest;
}

TEST(Dicom, GivesBackGreyBytesFromEveryLosslessSyntax) {
  const Shape shape{.columns = kColumns, .rows = kRows};
  const auto pixels = ramp(kColumns * kRows, 256, 7);
  for (const Syntax& how : kLosslessSyntaxes) {
    SCOPED_TRACE(how.name);
    const Picture picture = decode_dicom(capture_in(how.syntax, shape, pixels), "a", 1);
    ASSERT_EQ(picture.shown.width, kColumns);
    ASSERT_EQ(picture.shown.height, kRows);
    EXPECT_FALSE(picture.deep);
    for (size_t i = 0; i < pixels.size(); ++i) {
      for (size_t channel = 0; channel < 3; ++channel)
        ASSERT_EQ(picture.shown.samples[3 * i + channel], pixels[i]) << i;
    }
  }
}

TEST(Dicom, GivesBackColoursFromEveryLosslessSyntax) {
  const Shape shape{.columns = kColumns, .rows = kRows, .samples = 3, .photometric = "RGB"};
  const auto pixels = ramp(kColumns * kRows * 3, 256, 11);
  for (const Syntax& how : kLosslessSyntaxes) {
    SCOPED_TRACE(how.name);
    const Picture picture = decode_dicom(capture_in(how.syntax, shape, pixels), "a", 1);
    EXPECT_EQ(picture.shown.samples, bytes_of(pixels));
  }
}

// 4095 is the largest value and 0 the smallest: `deep` is the value times 65535 / 4095, rounded.
TEST(Dicom, GivesBackTwelveBitsFromEveryLosslessSyntax) {
  const Shape shape{
      .columns = kColumns, .rows = kRows, .bits_allocated = 16, .bits_stored = 12, .high_bit = 11};
  auto pixels = ramp(kColumns * kRows, 4096, 37);
  pixels.back() = 4095;
  for (const Syntax& how : kLosslessSyntaxes) {
    SCOPED_TRACE(how.name);
    const Picture picture = decode_dicom(capture_in(how.syntax, shape, pixels), "a", 1);
    ASSERT_TRUE(picture.deep);
    ASSERT_EQ(picture.deep->channels, 1);
    for (size_t i = 0; i < pixels.size(); ++i)
      ASSERT_EQ(picture.deep->samples[i], std::lround(pixels[i] * 65535.0 / 4095)) << i;
  }
}

// Values from -2000 to 2000 in 12 bits; the bits above them are not part of the value.
TEST(Dicom, GivesBackSignedValuesFromEveryLosslessSyntax) {
  const Shape shape{.columns = kColumns,
                    .rows = kRows,
                    .bits_allocated = 16,
                    .bits_stored = 12,
                    .high_bit = 11,
                    .is_signed = true};
  std::vector<int> values;
  std::vector<uint16_t> cells;
  for (int i = 0; i < kColumns * kRows; ++i) {
    values.push_back(i == 0 ? -2000 : i == 1 ? 2000 : i * 53 % 4001 - 2000);
    cells.push_back(static_cast<uint16_t>(values.back() & 0xFFF));
  }
  for (const Syntax& how : kLosslessSyntaxes) {
    SCOPED_TRACE(how.name);
    const Picture picture = decode_dicom(capture_in(how.syntax, shape, cells), "a", 1);
    ASSERT_TRUE(picture.deep);
    for (size_t i = 0; i < values.size(); ++i)
      ASSERT_EQ(picture.deep->samples[i], std::lround((values[i] + 2000) * 65535.0 / 4000)) << i;
  }
}

TEST(Dicom, GivesEveryFrameFromEveryLosslessSyntax) {
  const Shape shape{.columns = kColumns, .rows = kRows, .frames = 3};
  const auto pixels = ramp(kColumns * kRows * 3, 251, 3);
  for (const Syntax& how : kLosslessSyntaxes) {
    const Bytes bytes = capture_in(how.syntax, shape, pixels);
    for (int frame = 1; frame <= 3; ++frame) {
      SCOPED_TRACE(std::string(how.name) + " frame " + std::to_string(frame));
      const Picture picture = decode_dicom(bytes, "a", frame);
      for (size_t i = 0; i < kColumns * kRows; ++i) {
        const size_t at = static_cast<size_t>(frame - 1) * kColumns * kRows + i;
        ASSERT_EQ(picture.shown.samples[3 * i], pixels[at]);
      }
    }
  }
}

TEST(Dicom, KeepsNearLosslessJpegLsWithinItsDeviation) {
  const Shape shape{.columns = kColumns, .rows = kRows, .samples = 3, .photometric = "RGB"};
  const auto pixels = ramp(kColumns * kRows * 3, 256, 11);
  const Bytes stream = jpeg_ls_stream(shape, pixels, {.near = 2});
  const Picture picture = decode_dicom(encapsulated(shape, {stream}, {EXS_JPEGLSLossy}), "a", 1);
  for (size_t i = 0; i < pixels.size(); ++i)
    ASSERT_NEAR(picture.shown.samples[i], pixels[i], 2) << i;
}

// A smooth picture in saturated colours: converted twice or never, it would be off by more than
// 100; the quantisation at quality 95 and halved colour costs a few.
Image smooth_colours() {
  Image image(kColumns, kRows, 3);
  for (int y = 0; y < kRows; ++y) {
    for (int x = 0; x < kColumns; ++x) {
      image.pixel(x, y)[0] = 230;
      image.pixel(x, y)[1] = static_cast<uint8_t>(8 * x);
      image.pixel(x, y)[2] = static_cast<uint8_t>(6 * y);
    }
  }
  return image;
}

TEST(Dicom, ConvertsJpegColoursOnce) {
  const Image image = smooth_colours();
  const DJ_RPLossy quality(95);
  for (const E_TransferSyntax syntax : {EXS_JPEGProcess1, EXS_JPEGProcess2_4}) {
    const Shape shape{.columns = kColumns, .rows = kRows, .samples = 3, .photometric = "RGB"};
    Object object = secondary_capture(shape, {image.samples.begin(), image.samples.end()});
    const Picture picture = decode_dicom(written(object, syntax, &quality), "a", 1);
    EXPECT_LE(largest_difference(picture.shown, image), 12);
  }
}

// The stream is YCbCr and says so (JFIF), whatever the header claims; libjpeg-turbo is the judge.
TEST(Dicom, BelievesTheMarksInAJpegStreamMoreThanTheHeader) {
  const Bytes stream = encode_jpeg(smooth_colours(), 90);
  const Image expected = decode_image(stream, "a");
  for (const char* photometric : {"RGB", "YBR_FULL", "YBR_FULL_422"}) {
    SCOPED_TRACE(photometric);
    const Shape shape{.columns = kColumns, .rows = kRows, .samples = 3, .photometric = photometric};
    const Picture picture = decode_dicom(encapsulated(shape, {stream}, {EXS_JPEGProcess1}), "a", 1);
    EXPECT_LE(largest_difference(picture.shown, expected), 2);  // two inverse transforms
  }
}

TEST(Dicom, ReadsTwelveBitsOfJpegExtended) {
  const Shape shape{
      .columns = kColumns, .rows = kRows, .bits_allocated = 16, .bits_stored = 12, .high_bit = 11};
  std::vector<uint16_t> pixels;
  for (int y = 0; y < kRows; ++y)
    for (int x = 0; x < kColumns; ++x) pixels.push_back(static_cast<uint16_t>(100 * x + 50 * y));
  const DJ_RPLossy quality(98);
  Object object = secondary_capture(shape, pixels);
  const Picture picture = decode_dicom(written(object, EXS_JPEGProcess2_4, &quality), "a", 1);
  ASSERT_TRUE(picture.deep);
  for (size_t i = 0; i < pixels.size(); ++i) {
    // The largest value itself may be off, and with it the scale.
    ASSERT_NEAR(picture.deep->samples[i], pixels[i] * 65535.0 / 3950, 600) << i;
  }
}

struct Jpeg2000Case {
  const char* name;
  int bits;
  bool is_signed;
  bool stream_signed;
};

TEST(Dicom, GivesBackJpeg2000LosslessWithItsSign) {
  for (const Jpeg2000Case& how : {Jpeg2000Case{"8 bits", 8, false, false},
                                  {"12 bits", 12, false, false},
                                  {"16 bits", 16, false, false},
                                  {"12 bits signed", 12, true, true},
                                  {"12 bits signed in an unsigned stream", 12, true, false},
                                  {"16 bits signed", 16, true, true}}) {
    SCOPED_TRACE(how.name);
    const int count = 1 << how.bits;
    const int low = how.is_signed ? -count / 2 : 0;
    const Shape shape{.columns = kColumns,
                      .rows = kRows,
                      .bits_allocated = how.bits > 8 ? 16 : 8,
                      .bits_stored = how.bits,
                      .high_bit = how.bits - 1,
                      .is_signed = how.is_signed};
    std::vector<int> values;
    std::vector<int> coded;
    for (int i = 0; i < kColumns * kRows; ++i) {
      values.push_back(i == 0 ? low : i == 1 ? low + count - 1 : low + i * 97 % count);
      coded.push_back(how.stream_signed ? values.back() : values.back() & (count - 1));
    }
    const Bytes stream =
        jpeg2000_stream(shape, coded, {.precision = how.bits, .is_signed = how.stream_signed});
    const Picture picture =
        decode_dicom(encapsulated(shape, {stream}, {EXS_JPEG2000LosslessOnly}), "a", 1);
    ASSERT_EQ(picture.deep.has_value(), how.bits > 8);
    for (size_t i = 0; i < values.size(); ++i) {
      const double share = static_cast<double>(values[i] - low) / (count - 1);
      if (how.bits > 8) {
        ASSERT_EQ(picture.deep->samples[i], std::lround(65535 * share)) << i;
      } else {
        ASSERT_EQ(picture.shown.samples[3 * i], values[i]) << i;
      }
    }
  }
}

TEST(Dicom, UndoesTheColourTransformOfJpeg2000Once) {
  const Image image = smooth_colours();
  const std::vector<int> values(image.samples.begin(), image.samples.end());
  struct Case {
    const char* photometric;
    bool transform;
  };
  for (const Case& how : {Case{"RGB", false}, {"YBR_RCT", true}, {"RGB", true}}) {
    SCOPED_TRACE(how.photometric);
    const Shape shape{
        .columns = kColumns, .rows = kRows, .samples = 3, .photometric = how.photometric};
    const Bytes stream = jpeg2000_stream(shape, values, {.colour_transform = how.transform});
    EXPECT_EQ(decode_dicom(encapsulated(shape, {stream}, {EXS_JPEG2000LosslessOnly}), "a", 1).shown,
              image);
  }
  const Shape shape{.columns = kColumns, .rows = kRows, .samples = 3, .photometric = "YBR_ICT"};
  const Bytes lossy = jpeg2000_stream(shape, values, {.lossless = false, .colour_transform = true});
  const Picture picture = decode_dicom(encapsulated(shape, {lossy}, {EXS_JPEG2000}), "a", 1);
  EXPECT_LE(largest_difference(picture.shown, image), 12);
}

TEST(Dicom, JoinsTheFragmentsOfAFrameWithoutAnOffsetTable) {
  const Image first = smooth_colours();
  Image second = first;
  for (uint8_t& sample : second.samples) sample = static_cast<uint8_t>(255 - sample);
  const Shape shape{
      .columns = kColumns, .rows = kRows, .frames = 2, .samples = 3, .photometric = "YBR_FULL_422"};
  const std::vector<Bytes> streams{encode_jpeg(first, 95), encode_jpeg(second, 95)};
  const Bytes bytes = encapsulated(shape, streams, {EXS_JPEGProcess1, true});
  for (int frame = 1; frame <= 2; ++frame) {
    const Image expected = decode_image(streams[static_cast<size_t>(frame - 1)], "a");
    EXPECT_LE(largest_difference(decode_dicom(bytes, "a", frame).shown, expected), 2);
  }
}

TEST(Dicom, TakesDataSetsWithoutPreambleAndMetaInformation) {
  const Shape shape{.columns = kColumns, .rows = kRows};
  const auto pixels = ramp(kColumns * kRows, 256, 7);
  for (const E_TransferSyntax syntax : {EXS_LittleEndianImplicit, EXS_LittleEndianExplicit}) {
    Object object = secondary_capture(shape, pixels);
    const Bytes bytes = bare_data_set(object, syntax);
    ASSERT_TRUE(is_dicom(bytes));
    EXPECT_EQ(decode_dicom(bytes, "a", 1).shown.samples[3], pixels[1]);
  }
}

}  // namespace
}  // namespace myolens
