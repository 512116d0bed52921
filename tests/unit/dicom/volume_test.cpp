// What the header of a reconstructed volume tells, and how a screen is chosen.
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcsequen.h>
#include <dcmtk/dcmdata/dcuid.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/dicom/dicom.h"
#include "myolens/dicom/picture_file.h"
#include "myolens/imaging/codec.h"
#include "tests/support/error_matcher.h"
#include "tests/unit/dicom/made_objects.h"

namespace myolens {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Optional;

Object volume() {
  const Shape shape{.columns = 2,
                    .rows = 2,
                    .frames = 3,
                    .bits_allocated = 16,
                    .bits_stored = 16,
                    .high_bit = 15,
                    .is_signed = true};
  Object object = secondary_capture(shape, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  set_text(object, DCM_SOPClassUID, UID_NuclearMedicineImageStorage);
  set_text(object, DCM_ImageType, "ORIGINAL\\PRIMARY\\RECON TOMO\\EMISSION");
  set_text(object, DCM_PixelSpacing, "4.1\\4.2");
  set_words(object, DCM_NumberOfSlices, {3});
  set_words(object, DCM_NumberOfDetectors, {1});
  DcmItem* item = nullptr;
  object->getDataset()->findOrCreateSequenceItem(DCM_RotationInformationSequence, item);
  object->getDataset()->findOrCreateSequenceItem(DCM_DetectorInformationSequence, item);
  item->putAndInsertString(DCM_ImagePositionPatient, "1\\-2\\3.5");
  item->putAndInsertString(DCM_ImageOrientationPatient, "1\\0\\0\\0\\1\\0");
  item->putAndInsertString(DCM_SpacingBetweenSlices, "-4.25 ");
  return object;
}

TEST(DicomInfo, ReadsCountsAndSignedSpacingOutOfTheDetectorSequence) {
  for (const E_TransferSyntax syntax :
       {EXS_LittleEndianImplicit, EXS_LittleEndianExplicit, EXS_BigEndianExplicit}) {
    Object object = volume();
    const DicomInfo info = read_dicom_info(written(object, syntax), "a");
    EXPECT_EQ(info.modality, "NM");
    EXPECT_EQ(info.sop_class, "Nuclear Medicine");
    EXPECT_EQ(info.photometric, "MONOCHROME2");
    EXPECT_TRUE(info.has_picture);
    EXPECT_TRUE(info.reconstructed_volume);
    EXPECT_EQ(info.columns, 2);
    EXPECT_EQ(info.rows, 2);
    EXPECT_EQ(info.frames, 3);
    EXPECT_EQ(info.bits_stored, 16);
    EXPECT_EQ(info.slices, 3);
    EXPECT_EQ(info.detectors, 1);
    EXPECT_EQ(info.rotations, 1);
    EXPECT_THAT(info.spacing_between_slices_mm, Optional(-4.25));
    EXPECT_THAT(info.pixel_spacing_mm, ElementsAre(4.1, 4.2));
    EXPECT_THAT(info.image_position_mm, ElementsAre(1, -2, 3.5));
    EXPECT_THAT(info.image_orientation, ElementsAre(1, 0, 0, 0, 1, 0));
    EXPECT_FALSE(info.burned_in_annotation);
  }
}

TEST(DicomInfo, TellsWhetherTextIsBurnedIn) {
  Object object = volume();
  set_text(object, DCM_BurnedInAnnotation, "YES");
  EXPECT_THAT(read_dicom_info(written(object), "a").burned_in_annotation, Optional(true));
}

TEST(DecodeScreen, AsksForAFrameWhenThereAreSeveral) {
  Object object = volume();
  const Bytes bytes = written(object);
  EXPECT_THAT(
      [&] { decode_screen(bytes, "scan.dcm"); },
      FailsWith(ErrorCode::kBadData, AllOf(HasSubstr("scan.dcm"), HasSubstr("not a polar map"),
                                           HasSubstr("has 3 frames; choose one"))));
  EXPECT_THAT(decode_screen(bytes, "a", 2).deep->samples,
              ElementsAre(37449, 46811, 56173, 65535));  // 4, 5, 6, 7 of 7
  for (const int frame : {0, 4, -1}) {
    EXPECT_THAT([&] { decode_screen(bytes, "a", frame); },
                FailsWith(ErrorCode::kBadData, HasSubstr("frames 1 to 3")));
  }
}

TEST(DecodeScreen, OpensDicomAndPicturesByContent) {
  const Shape shape{.columns = 2, .rows = 1, .samples = 3, .photometric = "RGB"};
  Object object = secondary_capture(shape, {1, 2, 3, 4, 5, 6});
  Image image(2, 1, 3);
  image.samples = {1, 2, 3, 4, 5, 6};
  EXPECT_EQ(decode_screen(written(object), "picture.png").shown, image);
  EXPECT_EQ(decode_screen(encode_png(image), "screen.dcm").shown, image);
  EXPECT_THAT([&] { decode_screen(encode_png(image), "a", 2); },
              FailsWith(ErrorCode::kBadData, HasSubstr("has 1 frame")));
}

TEST(IsDicom, DoesNotTakePicturesTextOrNothingForDicom) {
  const Image image(3, 3, 3);
  const std::string text = "patient,file,label\n1,a.png,CAD\n";
  EXPECT_FALSE(is_dicom({}));
  EXPECT_FALSE(is_dicom(encode_png(image)));
  EXPECT_FALSE(is_dicom(encode_jpeg(image, 90)));
  EXPECT_FALSE(is_dicom(Bytes(text.begin(), text.end())));
  EXPECT_FALSE(is_dicom(Bytes(4096, 0)));
  Bytes group8(4096, 0);
  group8[0] = 8;
  EXPECT_FALSE(is_dicom(group8));
}

}  // namespace
}  // namespace myolens
