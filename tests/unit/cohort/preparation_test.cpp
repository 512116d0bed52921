#include "myolens/cohort/preparation.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/checksum.h"
#include "myolens/base/csv.h"
#include "myolens/cohort/manifest.h"
#include "myolens/cohort/preparation_record.h"
#include "myolens/cohort/pseudonym.h"
#include "myolens/imaging/codec.h"
#include "myolens/imaging/resample.h"
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
    return prepare_cohort(input_.path(), output_ / out, options(threads), progress);
  }

  PrepareOptions options(size_t threads = 2) const {
    return {.threads = threads, .pseudonym_key = home_ / "key"};
  }
  std::string named(const std::string& patient) const {
    return pseudonym(read_pseudonym_key(home_ / "key"), patient);
  }

  TemporaryFolder input_;
  TemporaryFolder output_;
  TemporaryFolder home_;
};

TEST_F(Preparation, WritesACohortThatCanBeRead) {
  const PreparationSummary summary = prepare("out");
  EXPECT_EQ(summary.images, 4U);
  EXPECT_EQ(summary.patients, 3U);
  EXPECT_THAT(summary.images_per_label, ElementsAre(Pair("CAD", 3), Pair("non-CAD", 1)));
  const Cohort cohort = read_cohort(output_ / "out", {});
  const std::string name = named("bệnh nhân 1");
  const auto entry = std::ranges::find(cohort.entries, name, &CohortEntry::patient);
  ASSERT_NE(entry, cohort.entries.end());
  EXPECT_EQ(entry->file, output_ / "out/images" / (name + "_1.png"));
  const Image image = decode_image(read_file(entry->file), "prepared");
  EXPECT_EQ(image.width, image.height);
  EXPECT_NEAR(image.width, 2 * kDrawnRadius, 4);  // the circle is found to within one pixel
}

TEST_F(Preparation, RecordsChecksumAndDisc) {
  prepare("out");
  const Table table = read_table(output_ / "out" / kPreparationName);
  const auto row = std::ranges::find(table.rows, "images/" + named("P2") + "_1.png",
                                     [](const auto& cells) { return cells[0]; });
  ASSERT_NE(row, table.rows.end());
  const auto field = [&](const char* column) { return (*row)[table.column(column, "")]; };
  EXPECT_EQ(field("source_sha256"), sha256_hex_of_file(input_ / "CAD/P2/rest.png"));
  EXPECT_NEAR(std::stod(field("screen_centre_x")), kDrawnCentreX, 1);
  EXPECT_NEAR(std::stod(field("screen_centre_y")), kDrawnCentreY, 1);
  EXPECT_NEAR(std::stod(field("screen_radius")), kDrawnRadius, 1);
  EXPECT_NEAR(std::stod(field("centre_x")), std::stod(field("side")) / 2, 1);
}

TEST_F(Preparation, KeepsHowTheLabelsWereEstablished) {
  SilentProgress progress;
  PrepareOptions options;
  options.pseudonym_key = output_ / "key";
  prepare_cohort(input_.path(), output_ / "silent", options, progress);
  EXPECT_EQ(read_preparation_record(output_ / "silent").reference_standard, "");
  options.reference_standard = "two readers, consensus";
  prepare_cohort(input_.path(), output_ / "stated", options, progress);
  EXPECT_EQ(read_preparation_record(output_ / "stated").reference_standard,
            "two readers, consensus");
  for (const std::string& wrong :
       {std::string("two\nlines"), std::string(501, 'x'), std::string("\xff")}) {
    options.reference_standard = wrong;
    EXPECT_THAT([&] { prepare_cohort(input_.path(), output_ / "wrong", options, progress); },
                FailsWith(ErrorCode::kInvalidArgument, HasSubstr("reference standard")));
  }
}

TEST(ReferenceStandard, IsWhatTheColumnSays) {
  Cohort cohort;
  cohort.entries.resize(3);
  EXPECT_EQ(stated_reference_standard(cohort), "");
  for (CohortEntry& entry : cohort.entries)
    entry.attributes[kReferenceStandardColumn] = "angiography";
  EXPECT_EQ(stated_reference_standard(cohort), "angiography");
  cohort.entries[1].attributes[kReferenceStandardColumn] = "two readers";
  EXPECT_EQ(stated_reference_standard(cohort), "angiography (2 pictures); two readers (1 picture)");
  cohort.entries[1].attributes[kReferenceStandardColumn] = "";
  EXPECT_EQ(stated_reference_standard(cohort), "angiography (2 pictures)");
  std::string umlauts;
  for (int i = 0; i < 300; ++i) umlauts += "\u00fc";
  for (CohortEntry& entry : cohort.entries)
    entry.attributes[kReferenceStandardColumn] = "x" + umlauts;
  EXPECT_EQ(stated_reference_standard(cohort).size(), 499U) << "whole characters only";
}

TEST_F(Preparation, DoesNotDependOnTheNumberOfThreads) {
  prepare("one", 1);
  prepare("four", 4);
  const auto files = list_files(output_ / "one");
  ASSERT_EQ(files.size(), 15U);
  for (const fs::path& file : files) {
    const fs::path twin = output_ / "four" / file.lexically_relative(output_ / "one");
    EXPECT_EQ(sha256_hex_of_file(file), sha256_hex_of_file(twin)) << file;
  }
}

TEST_F(Preparation, RefusesBadPicturesByNameAndPreparesTheOthers) {
  input_.write("CAD/torn.png", "not a picture");
  write_screen(input_ / "non-CAD/dark.png", black_screen());
  const PreparationSummary summary = prepare("out");
  EXPECT_EQ(summary.images, 4U);
  ASSERT_EQ(summary.refused.size(), 2U);
  EXPECT_EQ(summary.refused[0].file, input_ / "CAD/torn.png");
  EXPECT_EQ(summary.refused[0].code, ErrorCode::kBadFormat);
  EXPECT_THAT(summary.refused[1].reason,
              AllOf(HasSubstr("dark.png"), HasSubstr("not a polar map")));
  EXPECT_EQ(read_cohort(output_ / "out", {}).entries.size(), 4U);
  EXPECT_EQ(list_files(output_ / "out/images").size(), 4U);
}

TEST_F(Preparation, NamesEveryPictureWhenAllAreBadAndWritesNothing) {
  TemporaryFolder bad;
  bad.write("CAD/torn.png", "not a picture");
  write_screen(bad / "non-CAD/dark.png", black_screen());
  SilentProgress progress;
  EXPECT_THAT(
      [&] { prepare_cohort(bad.path(), output_ / "out", options(), progress); },
      FailsWith(ErrorCode::kBadFormat, AllOf(HasSubstr("torn.png"), HasSubstr("dark.png"))));
  EXPECT_TRUE(fs::is_empty(output_.path()));
}

TEST_F(Preparation, TakesTheDiscThatTheManifestNames) {
  Image screen(1640, 1068, 3);
  const Image map = prepare_screen({drawn_screen(1)}, "drawn").image;
  const Size small{map.width / 2, map.height / 2};
  const Image half = resize(map, small);
  for (const int left : {100, 800}) {
    for (int y = 0; y < half.height; ++y) {
      std::copy_n(half.pixel(0, y), 3 * half.width, screen.pixel(left, 200 + y));
    }
  }
  TemporaryFolder two;
  write_screen(two / "a.png", screen);
  two.write("manifest.csv", "patient,file,disc\nA,a.png,1\nA,a.png,right\n");
  SilentProgress progress;
  prepare_cohort(two.path(), output_ / "two", options(1), progress);
  const Table table = read_table(output_ / "two" / kPreparationName);
  const size_t column = table.column("screen_centre_x", "");
  EXPECT_NEAR(std::stod(table.rows.at(0)[column]), 100 + half.width / 2.0, 1);
  EXPECT_NEAR(std::stod(table.rows.at(1)[column]), 800 + half.width / 2.0, 1);
  two.write("manifest.csv", "patient,file\nA,a.png\n");
  EXPECT_THAT([&] { prepare_cohort(two.path(), output_ / "none", options(1), progress); },
              FailsWith(ErrorCode::kBadData, HasSubstr("2 polar maps found")));
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

TEST_F(Preparation, LeavesColumnsBehindThatTellWhoAPatientIsOrChooseOnTheScreen) {
  input_.write("manifest.csv",
               "patient,name,age,file,label,disc,visit\n"
               "P2,A B,60,CAD/P2/rest.png,CAD,1,2024-03-01\n"
               "P3,C D,61,non-CAD/P3.png,non-CAD,1,2024-03-02\n");
  const PreparationSummary summary = prepare("out");
  EXPECT_THAT(summary.left_out_columns,
              ElementsAre(Pair("name", HasSubstr("heading")), Pair("visit", HasSubstr("dates"))));
  EXPECT_THAT(read_cohort(output_ / "out", {}).attribute_columns, ElementsAre("age"));
}

TEST_F(Preparation, KeepsTheManifestsPatientsUnlessPseudonymsAreAskedFor) {
  input_.write("manifest.csv",
               "patient,file,label\nP2,CAD/P2/rest.png,CAD\nP3,non-CAD/P3.png,non-CAD\n");
  EXPECT_TRUE(prepare("out").pseudonyms.empty());
  EXPECT_EQ(read_cohort(output_ / "out", {}).entries[0].patient, "P2");
  EXPECT_FALSE(fs::exists(home_ / "key"));
  PrepareOptions all = options();
  all.pseudonyms_for_all = true;
  SilentProgress progress;
  const auto summary = prepare_cohort(input_.path(), output_ / "all", all, progress);
  EXPECT_THAT(summary.pseudonyms, ElementsAre(Pair("P2", named("P2")), Pair("P3", named("P3"))));
  EXPECT_TRUE(patient_labels(read_cohort(output_ / "all", {})).contains(named("P2")));
  // In the order of their new names, which tells nothing of the old.
  const Table table = read_table(output_ / "all/manifest.csv");
  EXPECT_LT(table.rows.at(0)[0], table.rows.at(1)[0]);
}

// A grey screen of 16 bits stays one; its shown 8 bits would be 65535 / 255 apart.
TEST_F(Preparation, KeepsTheDepthOfAScreen) {
  const Image shown = drawn_screen(1);
  Image16 deep(shown.width, shown.height, 1);
  for (size_t i = 0; i < deep.samples.size(); ++i) {
    deep.samples[i] = static_cast<uint16_t>(
        (shown.samples[3 * i] + shown.samples[3 * i + 1] + shown.samples[3 * i + 2]) * 80);
  }
  TemporaryFolder folder;
  write_file(folder / "a.png", encode_png(deep));
  SilentProgress progress;
  prepare_cohort(folder.path(), output_ / "deep", options(), progress);
  const fs::path file = list_files(output_ / "deep/images").at(0);
  const Picture map = decode_picture(read_file(file), "map");
  ASSERT_TRUE(map.deep);
  EXPECT_EQ(map.deep->channels, 1);
  const PreparedScreen screen = read_prepared_screens(output_ / "deep").at(0);
  const PreparedMap expected = prepare_screen(deep_picture(deep, {}), "a.png");
  EXPECT_EQ(*map.deep, *expected.deep);
  EXPECT_NEAR(screen.disc.radius, kDrawnRadius, 1);
}

TEST_F(Preparation, TurnsColoursIntoUptakeOnRequest) {
  PrepareOptions uptake = options();
  uptake.colours.uptake = true;
  SilentProgress progress;
  prepare_cohort(input_.path(), output_ / "uptake", uptake, progress);
  EXPECT_TRUE(read_preparation_record(output_ / "uptake").colours.uptake);
  const PreparedScreen screen = read_prepared_screens(output_ / "uptake").at(0);
  EXPECT_EQ(screen.colour_scale, "hot_iron");
  const Picture map = decode_picture(read_file(output_ / "uptake" / screen.name), "map");
  ASSERT_TRUE(map.deep);
  EXPECT_EQ(map.deep->channels, 1);
  uptake.colours.colour_scale = "hot_irn";
  EXPECT_THAT([&] { prepare_cohort(input_.path(), output_ / "no", uptake, progress); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("hot_iron")));
}

TEST_F(Preparation, AcceptsPicturesWithoutLabels) {
  SilentProgress progress;
  const PreparationSummary summary =
      prepare_cohort(input_ / "CAD/P2", output_ / "new", options(), progress);
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
