// Public sample files, where they are: MYOLENS_SHARED_DATA names the folder that holds dicom/ and
// physionet/. Reference values by pydicom 3.0.2 and NumPy.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/file.h"
#include "myolens/dicom/dicom.h"
#include "myolens/dicom/picture_file.h"
#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Optional;

class SharedData : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("MYOLENS_SHARED_DATA");
    if (folder == nullptr || !fs::is_directory(folder))
      GTEST_SKIP() << "MYOLENS_SHARED_DATA names no folder with the public sample files";
    folder_ = folder;
  }

  Picture picture(const std::string& name) const {
    return decode_screen(read_file(folder_ / "dicom" / name), name);
  }

  fs::path folder_;
};

std::vector<int> colour_at(const Picture& picture, int x, int y) {
  const uint8_t* pixel = picture.shown.pixel(x, y);
  return {pixel[0], pixel[1], pixel[2]};
}

TEST_F(SharedData, OfRleAndJpeg2000AreTheSamePicture) {
  const Picture rle = picture("NM1_RLE");
  ASSERT_TRUE(rle.deep);
  EXPECT_EQ(rle.deep->width, 256);
  EXPECT_EQ(rle.deep->height, 1024);
  EXPECT_EQ(*rle.deep, *picture("NM1_J2KR").deep);
  EXPECT_EQ(std::ranges::max(rle.deep->samples), 65535);
}

TEST_F(SharedData, OfAPaletteHaveItsColours) {
  const Picture face = picture("OT-PAL-8-face.dcm");
  EXPECT_THAT(colour_at(face, 0, 0), ElementsAre(0, 0, 0));
  EXPECT_THAT(colour_at(face, 320, 240), ElementsAre(109, 109, 109));
  EXPECT_THAT(colour_at(face, 639, 479), ElementsAre(73, 95, 0));
}

TEST_F(SharedData, InPlanesHaveTheirColours) {
  EXPECT_THAT(colour_at(picture("color-pl.dcm"), 128, 60), ElementsAre(184, 16, 16));
}

TEST_F(SharedData, OfJpegInYbrAreConvertedOnce) {
  const Picture bars = picture("SC_rgb_jpeg_dcmtk.dcm");
  EXPECT_THAT(colour_at(bars, 50, 5), ElementsAre(254, 0, 0));
  EXPECT_THAT(colour_at(bars, 50, 15), ElementsAre(255, 127, 127));
}

TEST_F(SharedData, OfVolumesHaveTheirGeometryAndAreNoScreens) {
  int volumes = 0;
  for (const fs::path& file : list_files(folder_ / "physionet")) {
    if (file.extension() != ".dcm") continue;
    ++volumes;
    const Bytes bytes = read_file(file);
    const DicomInfo info = read_dicom_info(bytes, "a");
    EXPECT_EQ(info.modality, "NM");
    EXPECT_TRUE(info.reconstructed_volume);
    EXPECT_EQ(info.columns, 70);
    EXPECT_EQ(info.rows, 70);
    EXPECT_EQ(info.frames, 50);
    EXPECT_EQ(info.slices, 50);
    EXPECT_EQ(info.rotations, 1);
    EXPECT_THAT(info.spacing_between_slices_mm, Optional(-4.0));
    EXPECT_THAT(info.pixel_spacing_mm, ElementsAre(4, 4));
    EXPECT_EQ(info.image_position_mm.size(), 3U);
    EXPECT_THAT(info.image_orientation, ElementsAre(1, 0, 0, 0, 1, 0));
    EXPECT_THAT([&] { decode_screen(bytes, "a"); },
                FailsWith(ErrorCode::kBadData,
                          AllOf(HasSubstr("not a polar map"), HasSubstr("has 50 frames"))));
    EXPECT_EQ(std::ranges::max(decode_screen(bytes, "a", 25).deep->samples), 65535);
  }
  EXPECT_EQ(volumes, 4);
}

}  // namespace
}  // namespace myolens
