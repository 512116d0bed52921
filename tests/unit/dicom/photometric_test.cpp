// Grey values, windows, palettes and YBR against the formulas of PS3.3.
#include <cmath>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcsequen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/dicom/dicom.h"
#include "tests/unit/dicom/made_objects.h"

namespace myolens {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Shape words(int bits, bool is_signed = false) {
  return {.columns = 4,
          .rows = 1,
          .bits_allocated = 16,
          .bits_stored = bits,
          .high_bit = bits - 1,
          .is_signed = is_signed};
}

std::vector<int> greys(const Picture& picture) {
  std::vector<int> values;
  for (size_t i = 0; i < picture.shown.samples.size(); i += 3)
    values.push_back(picture.shown.samples[i]);
  return values;
}

// Equation C.11-1 with c = 100, w = 101: y = (x - 99.5) / 100 + 0.5 of 255.
TEST(DicomGrey, PassesTheWindowForDisplayOnly) {
  Object object = secondary_capture(words(12), {0, 75, 100, 4095});
  set_text(object, DCM_WindowCenter, "100");
  set_text(object, DCM_WindowWidth, "101");
  const Picture picture = decode_dicom(written(object), "a", 1);
  EXPECT_THAT(greys(picture),
              ElementsAre(0, std::lround(255 * 0.255), std::lround(255 * 0.505), 255));
  EXPECT_THAT(picture.deep->samples, ElementsAre(0, std::lround(75 * 65535.0 / 4095),
                                                 std::lround(100 * 65535.0 / 4095), 65535));
  EXPECT_THAT(picture.notes, IsEmpty());
}

TEST(DicomGrey, KnowsTheOtherWindowFunctions) {
  struct Case {
    const char* function;
    double first;
    double second;
  };
  // (x - c) / w + 0.5, and 1 / (1 + exp(-4 (x - c) / w)), for x = 75 and 100.
  for (const Case& how :
       {Case{"LINEAR_EXACT", 0.25, 0.5}, {"SIGMOID", 1 / (1 + std::exp(1.0)), 0.5}}) {
    Object object = secondary_capture(words(12), {75, 100, 75, 100});
    set_text(object, DCM_WindowCenter, "100\\50");
    set_text(object, DCM_WindowWidth, "100\\10");
    set_text(object, DCM_VOILUTFunction, how.function);
    EXPECT_THAT(greys(decode_dicom(written(object), "a", 1)),
                ElementsAre(std::lround(255 * how.first), std::lround(255 * how.second),
                            std::lround(255 * how.first), std::lround(255 * how.second)));
  }
}

// The window applies to rescaled values: 10 * x - 1000.
TEST(DicomGrey, RescalesBeforeTheWindow) {
  Object object = secondary_capture(words(12), {0, 100, 110, 200});
  set_text(object, DCM_RescaleSlope, "10");
  set_text(object, DCM_RescaleIntercept, "-1000");
  set_text(object, DCM_WindowCenter, "0.5");
  set_text(object, DCM_WindowWidth, "2001");
  const Picture picture = decode_dicom(written(object), "a", 1);
  EXPECT_THAT(greys(picture), ElementsAre(0, 128, std::lround(255 * 0.55), 255));
  EXPECT_THAT(picture.deep->samples, ElementsAre(0, 32768, std::lround(65535 * 0.55), 65535));
}

TEST(DicomGrey, TurnsMonochrome1OverAfterTheWindow) {
  Shape shape = words(12);
  shape.photometric = "MONOCHROME1";
  Object object = secondary_capture(shape, {0, 75, 200, 4095});
  set_text(object, DCM_WindowCenter, "100");
  set_text(object, DCM_WindowWidth, "101");
  const Picture picture = decode_dicom(written(object), "a", 1);
  EXPECT_THAT(greys(picture), ElementsAre(255, std::lround(255 * 0.745), 0, 0));
  EXPECT_THAT(picture.deep->samples, ElementsAre(65535, std::lround(65535 * (1 - 75 / 4095.0)),
                                                 std::lround(65535 * (1 - 200 / 4095.0)), 0));
}

TEST(DicomGrey, ShowsTheRangeOfTheFrameWhenThereIsNoWindow) {
  Object object = secondary_capture(words(16), {100, 200, 300, 300});
  const Picture picture = decode_dicom(written(object), "a", 1);
  EXPECT_THAT(greys(picture), ElementsAre(0, 128, 255, 255));
  EXPECT_THAT(picture.deep->samples, ElementsAre(21845, 43690, 65535, 65535));  // 0 stays 0
  EXPECT_EQ(picture.notes.size(), 1U);
}

TEST(DicomGrey, TakesBitsFromWhereTheHighBitSays) {
  Shape shape = words(10);
  shape.high_bit = 13;  // two bits above and four below are none of the value's
  Object object = secondary_capture(shape, {0xC00F, 1 << 4, 512 << 4, 0xFFFF});
  EXPECT_THAT(
      decode_dicom(written(object), "a", 1).deep->samples,
      ElementsAre(0, std::lround(65535 / 1023.0), std::lround(512 * 65535.0 / 1023), 65535));
}

TEST(DicomGrey, StretchesFewerThanEightBits) {
  const Shape shape{.columns = 4, .rows = 1, .bits_stored = 4, .high_bit = 3};
  Object object = secondary_capture(shape, {0, 5, 10, 15});
  EXPECT_THAT(greys(decode_dicom(written(object), "a", 1)), ElementsAre(0, 85, 170, 255));
}

TEST(DicomGrey, AppliesModalityAndVoiTables) {
  Object object = secondary_capture(words(12), {0, 1, 2, 3});
  DcmItem* modality = nullptr;
  object->getDataset()->findOrCreateSequenceItem(DCM_ModalityLUTSequence, modality);
  const uint16_t modality_descriptor[]{3, 1, 16};  // 0 and 1 take the first entry
  const uint16_t modality_entries[]{10, 11, 12};
  modality->putAndInsertUint16Array(DcmTag(DCM_LUTDescriptor, EVR_US), modality_descriptor, 3);
  modality->putAndInsertUint16Array(DcmTag(DCM_LUTData, EVR_US), modality_entries, 3);
  DcmItem* voi = nullptr;
  object->getDataset()->findOrCreateSequenceItem(DCM_VOILUTSequence, voi);
  const uint16_t voi_descriptor[]{3, 10, 8};
  const uint16_t voi_entries[]{200, 100, 0};
  voi->putAndInsertUint16Array(DcmTag(DCM_LUTDescriptor, EVR_US), voi_descriptor, 3);
  voi->putAndInsertUint16Array(DcmTag(DCM_LUTData, EVR_US), voi_entries, 3);
  EXPECT_THAT(greys(decode_dicom(written(object), "a", 1)), ElementsAre(200, 200, 100, 0));
}

TEST(DicomColour, TakesPlanesApart) {
  const Shape shape{.columns = 2, .rows = 1, .samples = 3, .planar = true, .photometric = "RGB"};
  for (const E_TransferSyntax syntax : {EXS_LittleEndianExplicit, EXS_BigEndianExplicit}) {
    Object object = secondary_capture(shape, {1, 2, 3, 4, 5, 6});
    EXPECT_THAT(decode_dicom(written(object, syntax), "a", 1).shown.samples,
                ElementsAre(1, 3, 5, 2, 4, 6));
  }
}

TEST(DicomColour, KeepsTheDepthOfWideColours) {
  const Shape shape{.columns = 1,
                    .rows = 2,
                    .samples = 3,
                    .bits_allocated = 16,
                    .bits_stored = 10,
                    .high_bit = 9,
                    .photometric = "RGB"};
  Object object = secondary_capture(shape, {0, 512, 1023, 1, 2, 3});
  const Picture picture = decode_dicom(written(object), "a", 1);
  EXPECT_THAT(picture.deep->samples, ElementsAre(0, 32800, 65535, 64, 128, 192));
  EXPECT_THAT(picture.shown.samples, ElementsAre(0, 128, 255, 0, 0, 1));
}

// Red, green, blue and mid grey of ITU-R BT.601 over the full range, to the rounding of YCbCr.
TEST(DicomColour, ConvertsYbrFull) {
  const Shape shape{.columns = 4, .rows = 1, .samples = 3, .photometric = "YBR_FULL"};
  Object object = secondary_capture(shape, {76, 85, 255, 150, 44, 21, 29, 255, 107, 128, 128, 128});
  EXPECT_THAT(decode_dicom(written(object), "a", 1).shown.samples,
              ElementsAre(254, 0, 0, 0, 255, 1, 0, 0, 254, 128, 128, 128));
}

TEST(DicomColour, SharesTheColourOfTwoPixelsInYbrFull422) {
  const Shape shape{.columns = 4, .rows = 1, .samples = 3, .photometric = "YBR_FULL_422"};
  Object object = secondary_capture(shape, {76, 76, 85, 255, 10, 200, 128, 128});
  EXPECT_THAT(decode_dicom(written(object), "a", 1).shown.samples,
              ElementsAre(254, 0, 0, 254, 0, 0, 10, 10, 10, 200, 200, 200));
}

struct Tables {
  std::vector<uint16_t> descriptor;
  std::vector<uint16_t> red, green, blue;  // as words of the file
};

Object palette_object(const Shape& shape, const std::vector<uint16_t>& pixels,
                      const Tables& tables) {
  Object object = secondary_capture(shape, pixels);
  const DcmVR vr(shape.is_signed ? EVR_SS : EVR_US);
  for (const DcmTagKey& tag :
       {DCM_RedPaletteColorLookupTableDescriptor, DCM_GreenPaletteColorLookupTableDescriptor,
        DCM_BluePaletteColorLookupTableDescriptor})
    set_words(object, DcmTag(tag, EVR_US), tables.descriptor);
  set_words(object, DcmTag(DCM_RedPaletteColorLookupTableData, EVR_OW), tables.red);
  set_words(object, DcmTag(DCM_GreenPaletteColorLookupTableData, EVR_OW), tables.green);
  set_words(object, DcmTag(DCM_BluePaletteColorLookupTableData, EVR_OW), tables.blue);
  return object;
}

Shape indices(int bits = 8) {
  return {.columns = 4,
          .rows = 1,
          .bits_allocated = bits,
          .bits_stored = bits,
          .high_bit = bits - 1,
          .photometric = "PALETTE COLOR"};
}

// Entries 0x1234 are shown as 0x12; indices outside take the nearest entry.
TEST(DicomPalette, LooksColoursUpInTablesOf16Bits) {
  Object object =
      palette_object(indices(), {0, 10, 11, 255},
                     {{2, 10, 16}, {0x1234, 0xFFFF}, {0x5600, 0x0000}, {0x00FF, 0x7F80}});
  for (const E_TransferSyntax syntax : {EXS_LittleEndianExplicit, EXS_BigEndianExplicit}) {
    EXPECT_THAT(decode_dicom(written(object, syntax), "a", 1).shown.samples,
                ElementsAre(0x12, 0x56, 0, 0x12, 0x56, 0, 0xFF, 0, 0x7F, 0xFF, 0, 0x7F));
  }
}

// Two entries to a word, and one to a word; and 16 bits stated where 8 are used.
TEST(DicomPalette, LooksColoursUpInTablesOf8Bits) {
  const std::vector<Tables> all{{{4, 0, 8}, {0x0201, 0x0403}, {0x0605, 0x0807}, {0x0A09, 0x0C0B}},
                                {{4, 0, 8}, {1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}},
                                {{4, 0, 16}, {1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}}};
  for (const Tables& tables : all) {
    Object object = palette_object(indices(), {0, 1, 2, 3}, tables);
    for (const E_TransferSyntax syntax : {EXS_LittleEndianExplicit, EXS_BigEndianExplicit}) {
      EXPECT_THAT(decode_dicom(written(object, syntax), "a", 1).shown.samples,
                  ElementsAre(1, 5, 9, 2, 6, 10, 3, 7, 11, 4, 8, 12));
    }
  }
}

TEST(DicomPalette, TakesZeroEntriesFor65536) {
  std::vector<uint16_t> rising(65536);
  std::vector<uint16_t> falling(65536);
  for (size_t i = 0; i < rising.size(); ++i) {
    rising[i] = static_cast<uint16_t>(i);
    falling[i] = static_cast<uint16_t>(65535 - i);
  }
  // 65536 entries of 16 bits need a length of 32 bits, which OW has.
  Object object = palette_object(indices(16), {0, 0x1234, 0x8000, 0xFFFF},
                                 {{0, 0, 16}, rising, falling, rising});
  EXPECT_THAT(decode_dicom(written(object), "a", 1).shown.samples,
              ElementsAre(0, 255, 0, 0x12, 0xED, 0x12, 0x80, 0x7F, 0x80, 255, 0, 255));
}

TEST(DicomPalette, ReadsTheFirstIndexWithTheSignOfThePixels) {
  Shape shape = indices(16);
  shape.is_signed = true;
  Object object =
      palette_object(shape, {0xFFFE, 0xFFFF, 0, 1},
                     {{4, 0xFFFE, 16}, {256, 512, 768, 1024}, {0, 0, 0, 0}, {0, 0, 0, 0}});
  EXPECT_THAT(decode_dicom(written(object), "a", 1).shown.samples,
              ElementsAre(1, 0, 0, 2, 0, 0, 3, 0, 0, 4, 0, 0));
}

// Two entries as they are, a line of two steps to 0x1000, and the first segment again.
TEST(DicomPalette, ExpandsSegments) {
  const std::vector<uint16_t> segments{0, 2, 0x0000, 0x0800, 1, 2, 0x1000, 2, 1, 0, 0};
  Object object = secondary_capture(indices(), {1, 2, 3, 5});
  set_segmented_palette(object, segments);
  EXPECT_THAT(decode_dicom(written(object), "a", 1).shown.samples,
              ElementsAre(8, 8, 8, 12, 12, 12, 16, 16, 16, 8, 8, 8));
}

}  // namespace
}  // namespace myolens
