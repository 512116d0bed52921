// Our JPEG-LS against CharLS: depths, deviations, interleavings, pictures of several kinds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/random.h"
#include "myolens/dicom/dicom.h"
#include "tests/support/error_matcher.h"
#include "tests/unit/dicom/made_objects.h"

namespace myolens {
namespace {

constexpr int kColumns = 61;
constexpr int kRows = 37;

// Noise, flat areas with few changes, a slope, and extremes side by side.
std::vector<uint16_t> picture_of_kind(int kind, int bits, size_t count) {
  RandomStream random(static_cast<uint64_t>(kind), "JPEG-LS");
  const int largest = (1 << bits) - 1;
  std::vector<uint16_t> values(count);
  int level = largest / 3;
  for (size_t i = 0; i < count; ++i) {
    const double chance = random.uniform();
    if (kind == 0) level = static_cast<int>(chance * (largest + 1));
    if (kind == 1 && chance < 0.03) level = static_cast<int>(random.uniform() * (largest + 1));
    if (kind == 2) level = static_cast<int>(i % kColumns) * largest / kColumns;
    if (kind == 3) level = chance < 0.5 ? 0 : largest;
    values[i] = static_cast<uint16_t>(level);
  }
  return values;
}

std::vector<int> decoded(const Shape& shape, const Bytes& stream) {
  const Picture picture = decode_dicom(encapsulated(shape, {stream}, {EXS_JPEGLSLossy}), "a", 1);
  std::vector<int> values;
  // Colours are spread over the whole depth of a picture; this finds back.
  const auto add = [&](int value, int white) {
    values.push_back(
        static_cast<int>((value * ((1 << shape.bits_stored) - 1LL) * 2 + white) / (2 * white)));
  };
  if (shape.bits_stored > 8) {
    for (const uint16_t value : picture.deep->samples) add(value, 65535);
  } else {
    for (const uint8_t value : picture.shown.samples) add(value, 255);
  }
  return values;
}

TEST(JpegLs, DecodesWhatCharLsEncoded) {
  for (const int bits : {2, 5, 7, 8, 10, 12, 16}) {
    for (const int near : {0, 1, 3}) {
      if (2 * near > (1 << bits) - 1) continue;
      for (const JpegLsOrder order :
           {JpegLsOrder::kPlanes, JpegLsOrder::kLines, JpegLsOrder::kPixels}) {
        for (int kind = 0; kind < 4; ++kind) {
          SCOPED_TRACE(testing::Message() << bits << " bits, off by " << near << ", order "
                                          << static_cast<int>(order) << ", kind " << kind);
          const Shape shape{.columns = kColumns,
                            .rows = kRows,
                            .samples = 3,
                            .bits_allocated = bits > 8 ? 16 : 8,
                            .bits_stored = bits,
                            .high_bit = bits - 1,
                            .photometric = "RGB"};
          const auto values = picture_of_kind(kind, bits, kColumns * kRows * 3);
          const auto found = decoded(shape, jpeg_ls_stream(shape, values, {near, order}));
          ASSERT_EQ(found.size(), values.size());
          for (size_t i = 0; i < values.size(); ++i) ASSERT_NEAR(found[i], values[i], near) << i;
        }
      }
    }
  }
}

TEST(JpegLs, KeepsToTheThresholdsOfTheStream) {
  const Shape shape{.columns = kColumns, .rows = kRows, .samples = 3, .photometric = "RGB"};
  const auto values = picture_of_kind(0, 8, kColumns * kRows * 3);
  const Bytes stream =
      jpeg_ls_stream(shape, values, {.order = JpegLsOrder::kPlanes, .preset = {255, 9, 20, 60}});
  EXPECT_EQ(decoded(shape, stream), std::vector<int>(values.begin(), values.end()));
}

TEST(JpegLs, RefusesALargestValueThatIsNotThatOfItsBits) {
  const Shape shape{.columns = kColumns, .rows = kRows, .samples = 3, .photometric = "RGB"};
  const std::vector<uint16_t> values(kColumns * kRows * 3, 7);
  const Bytes stream =
      jpeg_ls_stream(shape, values, {.order = JpegLsOrder::kPlanes, .preset = {99, 3, 7, 21}});
  EXPECT_THAT([&] { decoded(shape, stream); },
              FailsWith(ErrorCode::kBadFormat, testing::HasSubstr("largest value")));
}

}  // namespace
}  // namespace myolens
