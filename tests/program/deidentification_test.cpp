// A name is planted wherever it can stand in what a hospital hands over. None of the files that
// `prepare` writes may hold it, nor anything that the program says.
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/csv.h"
#include "myolens/cohort/manifest.h"
#include "myolens/imaging/canvas.h"
#include "myolens/imaging/codec.h"
#include "tests/program/running_program.h"
#include "tests/program/screens.h"
#include "tests/unit/dicom/made_objects.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kName = "PLANTED";

Image with_burned_name(Image screen) {
  Canvas canvas(screen);
  canvas.text(2, 14, std::string(kName) + "^NAME 1947", {.size_pixels = 12});
  canvas.text(2, kDrawnHeight - 6.0, kPlantedDate, {.size_pixels = 12, .bold = true});
  return canvas.image();
}

// `marker` is the second byte of a JPEG segment: FE a comment, E1 Exif.
Bytes with_segment(Bytes jpeg, uint8_t marker, const std::string& text) {
  const size_t length = text.size() + 2;
  Bytes segment{0xFF, marker, static_cast<uint8_t>(length >> 8), static_cast<uint8_t>(length)};
  segment.insert(segment.end(), text.begin(), text.end());
  jpeg.insert(jpeg.begin() + 2, segment.begin(), segment.end());
  return jpeg;
}

// An Exif block in big-endian order with one entry, ImageDescription.
std::string exif_with_name() {
  std::string block("Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x0E\0\x02\0\0\0\x0C\0\0\0\x1A\0\0\0\0", 32);
  return block + "PLANTED^NAME";
}

Bytes dicom_of(const Image& screen) {
  const Shape shape{
      .columns = screen.width, .rows = screen.height, .samples = 3, .photometric = "RGB"};
  Object object =
      secondary_capture(shape, std::vector<uint16_t>(screen.samples.begin(), screen.samples.end()));
  return written(object);
}

// Every file below `folder` whose name or bytes hold one of the planted texts.
std::vector<std::string> files_that_tell(const fs::path& folder) {
  std::vector<std::string> found;
  for (const fs::path& file : list_files(folder)) {
    const std::string text = file.lexically_relative(folder).string() + "\n" + read_text_file(file);
    for (const std::string_view planted :
         {kName, std::string_view("planted"), std::string_view(kPlantedDate),
          std::string_view(kPlantedUid)}) {
      if (text.find(planted) != std::string::npos) {
        found.push_back(file.filename().string() + ": " + std::string(planted));
      }
    }
  }
  return found;
}

class Deidentification : public testing::Test {
 protected:
  // Screens in every kind of file. With `burned`, the name stands on the screens too.
  static void write_cohort_of_screens(const fs::path& folder, bool burned) {
    const auto screen = [&](int variant) {
      return burned ? with_burned_name(drawn_screen(variant)) : drawn_screen(variant);
    };
    const std::string own = burned ? std::string(kName) + " NAME" : "somebody";
    write_file(folder / "CAD" / (own + ".png"), encode_png(screen(1)));
    write_file(folder / "CAD" / (own + " 2.dcm"), dicom_of(screen(2)));
    write_file(folder / "non-CAD" / (own + " 3") / (own + " rest.jpg"),
               with_segment(with_segment(encode_jpeg(screen(3), 95), 0xFE, "PLANTED^NAME"), 0xE1,
                            exif_with_name()));
    write_file(folder / "non-CAD" / "P4.png", encode_png(screen(4)));
  }

  RunResult prepare(const fs::path& input, const std::string& out,
                    std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"prepare", input.string(), "--out", (output_ / out).string()});
    return run_myolens(more);
  }

  void expect_no_name(const RunResult& result, const std::string& out) const {
    EXPECT_THAT(files_that_tell(output_ / out), IsEmpty());
    for (const std::string& said : {result.out, result.err}) {
      EXPECT_EQ(said.find(kName), std::string::npos) << said;
    }
  }

  TemporaryFolder input_;
  TemporaryFolder output_;
};

TEST_F(Deidentification, OfAFolderLeavesNoNameInFilesAndMessages) {
  write_cohort_of_screens(input_.path(), true);
  input_.write("CAD/PLANTED NAME letter.txt", "");
  const RunResult result = prepare(input_.path(), "out");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  expect_no_name(result, "out");
  EXPECT_EQ(read_cohort(output_ / "out", {}).entries.size(), 4U);
}

TEST_F(Deidentification, OfAManifestLeavesBehindWhatItsFurtherColumnsTell) {
  write_cohort_of_screens(input_.path(), true);
  input_.write("manifest.csv",
               "patient,file,label,patient_name,seen,sex\n"
               "1,CAD/PLANTED NAME.png,CAD,PLANTED NAME,11.03.1947,m\n"
               "2,non-CAD/P4.png,non-CAD,PLANTED TOO,12.03.1947,f\n");
  const RunResult result = prepare(input_.path(), "out", {"--json"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  expect_no_name(result, "out");
  EXPECT_THAT(read_cohort(output_ / "out", {}).attribute_columns, ElementsAre("sex"));
}

// Pixels cannot be searched for a name. But with it and without it, they must be the same.
TEST_F(Deidentification, LeavesNoTraceOfBurnedInText) {
  TemporaryFolder plain;
  write_cohort_of_screens(input_.path(), true);
  write_cohort_of_screens(plain.path(), false);
  const std::string manifest = "patient,file,label\n1,CAD/*.png,CAD\n2,non-CAD/P4.png,non-CAD\n";
  for (const auto& [folder, name] :
       {std::pair{&input_, "PLANTED NAME"}, std::pair{&plain, "somebody"}}) {
    std::string text = manifest;
    text.replace(text.find('*'), 1, name);
    folder->write("manifest.csv", text);
  }
  EXPECT_EQ(prepare(input_.path(), "burned").exit_code, 0);
  EXPECT_EQ(prepare(plain.path(), "plain").exit_code, 0);
  int compared = 0;
  for (const fs::path& file : list_files(output_ / "plain")) {
    const std::string extension = file.extension().string();
    if (extension != ".png" && extension != ".jpg") continue;
    const fs::path twin = output_ / "burned" / file.lexically_relative(output_ / "plain");
    EXPECT_EQ(read_file(file), read_file(twin)) << twin;
    ++compared;
  }
  EXPECT_EQ(compared, 6);
}

TEST_F(Deidentification, WritesWhoIsWhoOnRequestOutsideOfTheResultOnly) {
  write_cohort_of_screens(input_.path(), true);
  const fs::path link = output_ / "who.csv";
  EXPECT_EQ(prepare(input_.path(), "out", {"--link", (output_ / "out/who.csv").string()}).exit_code,
            2);
  EXPECT_EQ(prepare(input_.path(), "out", {"--link", link.string()}).exit_code, 0);
  EXPECT_EQ(fs::status(link).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  const Table table = read_table(link);
  EXPECT_THAT(table.columns, ElementsAre("patient", "pseudonym"));
  ASSERT_EQ(table.rows.size(), 4U);
  EXPECT_EQ(table.rows[1][0], "PLANTED NAME");
  EXPECT_EQ(read_cohort(output_ / "out", {}).entries.size(), 4U);
}

}  // namespace
}  // namespace myolens
