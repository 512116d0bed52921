// Damaged, oversized, encrypted and foreign objects are refused with a reason, without output, and
// without a word of what identifies the patient.
#include <algorithm>
#include <array>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcsequen.h>
#include <dcmtk/dcmdata/dcuid.h>
#include <dcmtk/dcmjpeg/djrploss.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/random.h"
#include "myolens/dicom/dicom.h"
#include "myolens/dicom/picture_file.h"
#include "myolens/imaging/codec.h"
#include "tests/support/error_matcher.h"
#include "tests/unit/dicom/made_objects.h"

namespace myolens {
namespace {

using testing::HasSubstr;

const Shape kColour{.columns = 20, .rows = 12, .samples = 3, .photometric = "RGB"};

std::vector<uint16_t> noise(size_t count) {
  RandomStream random(3, "pixels");
  std::vector<uint16_t> pixels(count);
  for (uint16_t& pixel : pixels) pixel = static_cast<uint16_t>(256 * random.uniform());
  return pixels;
}

std::vector<Bytes> objects_of_all_kinds() {
  const auto pixels = noise(20 * 12 * 3);
  std::vector<Bytes> all;
  for (const E_TransferSyntax syntax :
       {EXS_LittleEndianImplicit, EXS_LittleEndianExplicit, EXS_DeflatedLittleEndianExplicit,
        EXS_RLELossless, EXS_JPEGProcess14SV1, EXS_JPEGLSLossless})
    all.push_back(capture_in(syntax, kColour, pixels));
  const DJ_RPLossy quality(90);
  Object lossy = secondary_capture(kColour, pixels);
  all.push_back(written(lossy, EXS_JPEGProcess1, &quality));
  all.push_back(encapsulated(kColour,
                             {jpeg2000_stream(kColour, {pixels.begin(), pixels.end()}, {})},
                             {EXS_JPEG2000LosslessOnly}));
  return all;
}

// What decoding says, or "".
std::string complaint(std::span<const uint8_t> bytes) {
  try {
    decode_dicom(bytes, "a", 1);
  } catch (const Error& error) {
    EXPECT_NE(error.code(), ErrorCode::kInternal);
    return error.what();
  }
  return "";
}

void expect_no_patient(const std::string& text) {
  for (const char* planted : {kPlantedName, kPlantedId, kPlantedDate, kPlantedUid})
    ASSERT_EQ(text.find(planted), std::string::npos) << text;
}

TEST(HostileDicom, IsRefusedAtEveryLength) {
  testing::internal::CaptureStderr();
  for (const Bytes& whole : objects_of_all_kinds()) {
    ASSERT_EQ(complaint(whole), "");
    // The last bytes may be padding after the end of a stream, or the sequence's own end.
    for (size_t length = 0; length + 24 < whole.size(); length += length < 700 ? 1 : 13) {
      const std::string text = complaint({whole.data(), length});
      ASSERT_NE(text, "") << length << " of " << whole.size();
      expect_no_patient(text);
    }
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(HostileDicom, WithChangedBytesNeverNamesThePatient) {
  testing::internal::CaptureStderr();
  RandomStream random(7, "damage");
  for (const Bytes& whole : objects_of_all_kinds()) {
    for (int round = 0; round < 200; ++round) {
      Bytes damaged = whole;
      for (int change = 0; change < 3; ++change) {
        const auto at = static_cast<size_t>(random.uniform() * static_cast<double>(whole.size()));
        damaged[at] = static_cast<uint8_t>(256 * random.uniform());
      }
      expect_no_patient(complaint(damaged));
    }
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(HostileDicom, PutsNoHeaderTextIntoInfoOrErrors) {
  Object object = secondary_capture(kColour, noise(20 * 12 * 3));
  for (const DcmTagKey& tag : {DCM_Modality, DCM_ImageType, DCM_PhotometricInterpretation,
                               DCM_BurnedInAnnotation, DCM_SOPClassUID})
    set_text(object, tag, kPlantedName);
  const Bytes bytes = bare_data_set(object, EXS_LittleEndianExplicit);
  const DicomInfo info = read_dicom_info(bytes, "a");
  EXPECT_EQ(info.modality, "other");
  EXPECT_EQ(info.sop_class, "other");
  EXPECT_EQ(info.photometric, "other");
  EXPECT_FALSE(info.burned_in_annotation);
  const std::string text = complaint(bytes);
  EXPECT_THAT(text, HasSubstr("photometric interpretation"));
  expect_no_patient(text);
}

struct Refusal {
  const char* reason;
  void (*change)(Object&);
};

TEST(HostileDicom, IsRefusedWithItsReason) {
  const Refusal refusals[]{
      {"without a picture",
       [](Object& o) { o->getDataset()->findAndDeleteElement(DCM_PixelData); }},
      {"encrypted attributes",
       [](Object& o) {
         DcmItem* item = nullptr;
         o->getDataset()->findOrCreateSequenceItem(DCM_EncryptedAttributesSequence, item);
       }},
      {"0 pixels", [](Object& o) { set_words(o, DCM_Rows, {0}); }},
      {"65535 x 65535 pixels",
       [](Object& o) {
         set_words(o, DCM_Rows, {65535});
         set_words(o, DCM_Columns, {65535});
       }},
      {"bytes stated", [](Object& o) { set_words(o, DCM_Rows, {13}); }},
      {"2000000000 frames", [](Object& o) { set_text(o, DCM_NumberOfFrames, "2000000000"); }},
      {"negative number of frames", [](Object& o) { set_text(o, DCM_NumberOfFrames, "-2"); }},
      {"32 bits", [](Object& o) { set_words(o, DCM_BitsAllocated, {32}); }},
      {"bits stored", [](Object& o) { set_words(o, DCM_BitsStored, {9}); }},
      {"bits stored", [](Object& o) { set_words(o, DCM_HighBit, {3}); }},
      {"2 samples", [](Object& o) { set_words(o, DCM_SamplesPerPixel, {2}); }},
      {"3 samples", [](Object& o) { set_text(o, DCM_PhotometricInterpretation, "MONOCHROME2"); }},
      {"photometric", [](Object& o) { set_text(o, DCM_PhotometricInterpretation, "CMYK"); }},
      {"Columns is missing", [](Object& o) { o->getDataset()->findAndDeleteElement(DCM_Columns); }},
  };
  for (const Refusal& refusal : refusals) {
    Object object = secondary_capture(kColour, noise(20 * 12 * 3));
    refusal.change(object);
    EXPECT_THAT(complaint(written(object)), HasSubstr(refusal.reason));
  }
}

TEST(HostileDicom, OfAPaletteWithoutItsTablesIsRefused) {
  const Shape shape{.columns = 2, .rows = 2, .photometric = "PALETTE COLOR"};
  Object object = secondary_capture(shape, {0, 1, 2, 3});
  EXPECT_THAT(complaint(written(object)), HasSubstr("without its descriptor"));
  for (const DcmTagKey& tag :
       {DCM_RedPaletteColorLookupTableDescriptor, DCM_GreenPaletteColorLookupTableDescriptor,
        DCM_BluePaletteColorLookupTableDescriptor})
    set_words(object, DcmTag(tag, EVR_US), {0, 0, 16});
  EXPECT_THAT(complaint(written(object)), HasSubstr("without data"));
  set_words(object, DcmTag(DCM_RedPaletteColorLookupTableData, EVR_OW), {1, 2, 3, 4});
  EXPECT_THAT(complaint(written(object)), HasSubstr("of 4 entries, stated are 65536"));
}

TEST(HostileDicom, OfVideoIsRefused) {
  for (const E_TransferSyntax syntax :
       {EXS_MPEG2MainProfileAtMainLevel, EXS_MPEG4HighProfileLevel4_1,
        EXS_HEVCMainProfileLevel5_1}) {
    const Bytes bytes = encapsulated(kColour, {Bytes(64, 7)}, {syntax});
    EXPECT_THAT(complaint(bytes), HasSubstr("a DICOM video"));
  }
}

TEST(HostileDicom, InAnEncryptedEnvelopeIsRefused) {
  constexpr std::array<uint8_t, 13> kStart{0x30, 0x80, 0x06, 0x09, 0x2A, 0x86, 0x48,
                                           0x86, 0xF7, 0x0D, 0x01, 0x07, 0x03};
  Bytes envelope(500, 0x5A);
  std::ranges::copy(kStart, envelope.begin());
  EXPECT_THAT([&] { decode_screen(envelope, "a.dcm"); },
              FailsWith(ErrorCode::kBadFormat, HasSubstr("encrypted")));
}

TEST(HostileDicom, OfAnUnknownTransferSyntaxIsRefused) {
  Object object = secondary_capture(kColour, noise(20 * 12 * 3));
  Bytes bytes = written(object);
  const std::string uid = UID_LittleEndianExplicitTransferSyntax;
  const auto found = std::ranges::search(bytes, uid);
  *(found.begin() + static_cast<std::ptrdiff_t>(uid.size()) - 1) = '7';
  EXPECT_THAT(complaint(bytes), HasSubstr("transfer syntax"));
}

TEST(HostileDicom, WithSequencesNestedWithoutEndIsRefused) {
  Bytes whole(128, 0);
  for (const char letter : {'D', 'I', 'C', 'M'}) whole.push_back(static_cast<uint8_t>(letter));
  // (0008,1140) SQ and an item, both of undefined length.
  const Bytes level{0x08, 0x00, 0x40, 0x11, 'S',  'Q',  0x00, 0x00, 0xFF, 0xFF,
                    0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF};
  for (int depth = 0; depth < 100'000; ++depth)
    whole.insert(whole.end(), level.begin(), level.end());
  EXPECT_THAT([&] { decode_dicom(whole, "a", 1); },
              FailsWith(ErrorCode::kLimitExceeded, HasSubstr("nested")));
}

// 1 MiB of zeros deflate to 1 kB: 640 MiB would not.
TEST(HostileDicom, ThatDeflatesToTooMuchIsRefusedByItsEnd) {
  Object object = secondary_capture(kColour, noise(20 * 12 * 3));
  Bytes bytes = written(object, EXS_DeflatedLittleEndianExplicit);
  bytes.resize(bytes.size() - 30);
  EXPECT_THAT(complaint(bytes), HasSubstr("deflated stream"));
}

TEST(HostileDicom, WhoseJpegIsOfAnotherSizeIsRefused) {
  const Bytes stream = encode_jpeg(Image(64, 64, 3), 90);
  EXPECT_THAT(complaint(encapsulated(kColour, {stream}, {EXS_JPEGProcess1})),
              HasSubstr("a picture of 64 x 64, stated are 20 x 12"));
  EXPECT_THAT(complaint(encapsulated(kColour, {Bytes(64, 0xFF)}, {EXS_JPEGProcess1})),
              HasSubstr("damaged JPEG data"));
}

}  // namespace
}  // namespace myolens
