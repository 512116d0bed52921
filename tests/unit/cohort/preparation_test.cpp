#include "myolens/cohort/preparation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/checksum.h"
#include "myolens/base/csv.h"
#include "myolens/cohort/manifest.h"
#include "myolens/imaging/codec.h"
#include "tests/support/drawn_screen.h"
#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

void write_screen(const fs::path& path, const Image& screen) {
  write_file(path, encode_png(screen));
}

class Preparation : public testing::Test {
 protected:
  Preparation() {
    write_screen(input_ / "CAD/bệnh nhân 1.png", drawn_screen(1));
    write_screen(input_ / "CAD/P2/stress.png", drawn_screen(2));
    write_screen(input_ / "CAD/P2/rest.png", drawn_screen(3));
    write_screen(input_ / "non-CAD/P3.png", drawn_screen(4));
  }

  PreparationSummary prepare(const std::string& out, size_t threads = 2) {
    SilentProgress progress;
    return prepare_cohort(input_.path(), output_ / out, {.threads = threads}, progress);
  }

  TemporaryFolder input_;
  TemporaryFolder output_;
};

TEST_F(Preparation, WritesACohortThatCanBeRead) {
  const PreparationSummary summary = prepare("out");
  EXPECT_EQ(summary.images, 4U);
  EXPECT_EQ(summary.patients, 3U);
  EXPECT_THAT(summary.images_per_label, ElementsAre(Pair("CAD", 3), Pair("non-CAD", 1)));
  const Cohort cohort = read_cohort(output_ / "out", {});
  EXPECT_EQ(cohort.entries.at(0).file, output_ / "out/images/P2_1.png");
  const Bytes bytes = read_file(output_ / "out/images/bệnh nhân 1_1.png");
  const Image image = decode_image(bytes, "prepared");
  EXPECT_EQ(image.width, image.height);
  EXPECT_NEAR(image.width, 2 * kDrawnRadius, 4);  // the circle is found to within one pixel
}

TEST_F(Preparation, RecordsSourceChecksumAndDisc) {
  prepare("out");
  const Table table = read_table(output_ / "out" / kPreparationName);
  const auto field = [&](const char* column) { return table.rows.at(0)[table.column(column, "")]; };
  EXPECT_EQ(field("file"), "images/P2_1.png");
  EXPECT_EQ(field("source"), "CAD/P2/rest.png");
  EXPECT_EQ(field("source_sha256"), sha256_hex_of_file(input_ / "CAD/P2/rest.png"));
  EXPECT_NEAR(std::stod(field("screen_centre_x")), kDrawnCentreX, 1);
  EXPECT_NEAR(std::stod(field("screen_centre_y")), kDrawnCentreY, 1);
  EXPECT_NEAR(std::stod(field("screen_radius")), kDrawnRadius, 1);
  EXPECT_NEAR(std::stod(field("centre_x")), std::stod(field("side")) / 2, 1);
}

TEST_F(Preparation, DoesNotDependOnTheNumberOfThreads) {
  prepare("one", 1);
  prepare("four", 4);
  const auto files = list_files(output_ / "one");
  ASSERT_EQ(files.size(), 6U);
  for (const fs::path& file : files) {
    const fs::path twin = output_ / "four" / file.lexically_relative(output_ / "one");
    EXPECT_EQ(sha256_hex_of_file(file), sha256_hex_of_file(twin)) << file;
  }
}

TEST_F(Preparation, NamesEveryBadPictureAndWritesNothing) {
  input_.write("CAD/torn.png", "not a picture");
  write_screen(input_ / "non-CAD/dark.png", black_screen());
  EXPECT_THAT(
      [&] { prepare("out"); },
      FailsWith(ErrorCode::kBadFormat, AllOf(HasSubstr("torn.png"), HasSubstr("dark.png"))));
  EXPECT_TRUE(fs::is_empty(output_.path()));
}

TEST_F(Preparation, RefusesOnePictureUnderTwoPatients) {
  write_screen(input_ / "non-CAD/P9.png", drawn_screen(1));
  EXPECT_THAT([&] { prepare("out"); },
              FailsWith(ErrorCode::kBadData, AllOf(HasSubstr("P9.png"), HasSubstr("same bytes"),
                                                   HasSubstr("bệnh nhân 1.png"))));
}

TEST_F(Preparation, CarriesTheSyntheticMarkerAndFurtherColumnsOn) {
  input_.write(kSyntheticMarker, "");
  input_.write("manifest.csv",
               "patient,sex,file,label\nP2,m,CAD/P2/rest.png,CAD\nP3,f,non-CAD/P3.png,non-CAD\n");
  EXPECT_TRUE(prepare("out").synthetic);
  const Cohort cohort = read_cohort(output_ / "out", {});
  EXPECT_TRUE(cohort.synthetic);
  EXPECT_EQ(cohort.entries[1].attributes.at("sex"), "f");
}

TEST_F(Preparation, AcceptsPicturesWithoutLabels) {
  SilentProgress progress;
  const PreparationSummary summary =
      prepare_cohort(input_ / "CAD/P2", output_ / "new", {}, progress);
  EXPECT_TRUE(summary.images_per_label.empty());
  EXPECT_THAT([&] { read_cohort(output_ / "new", {}); },
              FailsWith(ErrorCode::kBadData, HasSubstr("has no labels")));
}

TEST_F(Preparation, OverwritesNothing) {
  output_.write("out/mine.txt", "");
  EXPECT_THAT([&] { prepare("out"); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("exists already")));
  EXPECT_TRUE(fs::exists(output_ / "out/mine.txt"));
}

}  // namespace
}  // namespace myolens
