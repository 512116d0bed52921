#include "myolens/cohort/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

const char* const kGood =
    "patient,file,label,sex\n"
    "P1,a.png,CAD,f\n"
    "P2,b.png,non-CAD,m\n"
    "P2,c.png,non-CAD,m\n";

class Manifest : public testing::Test {
 protected:
  Manifest() {
    for (const char* name : {"a.png", "b.png", "c.png"}) folder_.write(name, name);
  }

  Cohort read(std::string_view text, const ReadOptions& options = {}) {
    return read_cohort(folder_.write("manifest.csv", text), options);
  }

  TemporaryFolder folder_;
};

TEST_F(Manifest, GivesEntriesWithLabelsAndFurtherColumns) {
  const Cohort cohort = read(kGood);
  ASSERT_EQ(cohort.entries.size(), 3U);
  EXPECT_EQ(cohort.entries[1].patient, "P2");
  EXPECT_EQ(cohort.entries[1].file, folder_ / "b.png");
  EXPECT_EQ(cohort.entries[1].label, "non-CAD");
  EXPECT_THAT(cohort.entries[1].attributes, ElementsAre(Pair("sex", "m")));
  EXPECT_THAT(cohort.labels, ElementsAre("CAD", "non-CAD"));
  EXPECT_EQ(cohort.positive_label, "CAD");
  EXPECT_FALSE(cohort.synthetic);
}

TEST_F(Manifest, MayBeSeparatedByTabsAndNamedAnything) {
  const fs::path path =
      folder_.write("list.tsv", "label\tpatient\tfile\nCAD\tP1\ta.png\nother\tP2\tb.png\n");
  EXPECT_EQ(read_cohort(path, {}).entries[1].file, folder_ / "b.png");
}

TEST_F(Manifest, IsFoundInsideAFolder) {
  folder_.write("manifest.csv", kGood);
  EXPECT_EQ(read_cohort(folder_.path(), {}).entries.size(), 3U);
}

TEST_F(Manifest, PutsThePositiveLabelFirstWhateverTheOrder) {
  const std::string text = "patient,file,label\nP1,a.png,normal\nP2,b.png,ischaemia\n";
  EXPECT_THAT(read(text, {.positive_label = "normal"}).labels, ElementsAre("normal", "ischaemia"));
  EXPECT_THAT(read(text, {.positive_label = "ischaemia"}).labels,
              ElementsAre("ischaemia", "normal"));
}

TEST_F(Manifest, NeverGuessesThePositiveLabel) {
  const std::string text = "patient,file,label\nP1,a.png,cad\nP2,b.png,normal\n";
  EXPECT_THAT([&] { read(text); },
              FailsWith(ErrorCode::kInvalidArgument,
                        AllOf(HasSubstr("\"cad\" and \"normal\""), HasSubstr("--positive"),
                              HasSubstr("did you mean \"cad\""))));
}

struct Fault {
  const char* name;
  std::string text;
  ErrorCode code;
  std::string message;
};

class FaultyManifest : public Manifest, public testing::WithParamInterface<Fault> {};

TEST_P(FaultyManifest, IsRefusedWithFileLineAndReason) {
  EXPECT_THAT(
      [&] { read(GetParam().text); },
      FailsWith(GetParam().code, AllOf(HasSubstr("manifest.csv"), HasSubstr(GetParam().message))));
}

INSTANTIATE_TEST_SUITE_P(
    Faults, FaultyManifest,
    testing::Values(
        Fault{"MissingFile", "patient,file,label\nP1,a.png,CAD\nP2,d.png,non-CAD\n",
              ErrorCode::kNotFound, "line 3 (patient P2)"},
        Fault{"EmptyPatient", "patient,file,label\n,a.png,CAD\nP2,b.png,non-CAD\n",
              ErrorCode::kBadData, "line 2: the patient is empty"},
        Fault{"EmptyLabel", "patient,file,label\nP1,a.png,CAD\nP2,b.png,\n", ErrorCode::kBadData,
              "line 3 (patient P2): the label is empty"},
        Fault{"EmptyFile", "patient,file,label\nP1,,CAD\nP2,b.png,non-CAD\n", ErrorCode::kBadData,
              "line 2 (patient P1): the file is empty"},
        Fault{"FileTwice", "patient,file,label\nP1,a.png,CAD\nP2,./a.png,non-CAD\n",
              ErrorCode::kBadData, "was already named in line 2"},
        Fault{"ThirdLabel", "patient,file,label\nP1,a.png,CAD\nP2,b.png,non-CAD\nP3,c.png,nonCAD\n",
              ErrorCode::kBadData,
              "line 4 (patient P3): label \"nonCAD\", given to 1 picture (did you mean "
              "\"non-CAD\"?)"},
        Fault{"OneClass", "patient,file,label\nP1,a.png,CAD\nP2,b.png,CAD\n", ErrorCode::kBadData,
              "one class only, \"CAD\""},
        Fault{"TwoLabelsOfAPatient", "patient,file,label\nP1,a.png,CAD\nP1,b.png,non-CAD\n",
              ErrorCode::kBadData, "patient \"P1\" is \"non-CAD\" here and \"CAD\" in line 2"},
        Fault{"DuplicateColumn", "patient,file,label,file\nP1,a.png,CAD,a.png\n",
              ErrorCode::kBadFormat, "\"file\" twice"},
        Fault{"MisspelledColumn", "pateint,file,label\nP1,a.png,CAD\n", ErrorCode::kBadData,
              "no column \"patient\" (did you mean \"pateint\"?)"},
        Fault{"FrameZero", "patient,file,label,frame\nP1,a.png,CAD,0\nP2,b.png,non-CAD,1\n",
              ErrorCode::kBadData, "line 2: the frame is \"0\""},
        Fault{"FrameOfText", "patient,file,label,frame\nP1,a.png,CAD,2.5\nP2,b.png,non-CAD,\n",
              ErrorCode::kBadData, "line 2: the frame is \"2.5\""},
        Fault{"FrameTooLarge",
              "patient,file,label,frame\nP1,a.png,CAD,99999999999\nP2,b.png,non-CAD,\n",
              ErrorCode::kBadData, "line 2: the frame is"},
        Fault{"ColumnInTwoCases", "patient,file,label,File\nP1,a.png,CAD,a.png\n",
              ErrorCode::kBadFormat, "both \"file\" and \"File\""},
        Fault{"Utf16", std::string("\xFF\xFEp\0a\0", 6), ErrorCode::kBadFormat, "UTF-16"},
        Fault{"WindowsPath", "patient,file,label\nP1,C:\\x\\a.png,CAD\nP2,b.png,non-CAD\n",
              ErrorCode::kNotFound, "line 2 (patient P1): the file"},
        Fault{"NoRows", "patient,file,label\n", ErrorCode::kBadData, "no rows"},
        Fault{"NoLabels", "patient,file\nP1,a.png\n", ErrorCode::kBadData, "\"label\""}),
    [](const auto& test) { return test.param.name; });

TEST_F(Manifest, CountsTheLinesOfTheFileInWhatItSays) {
  const std::string text =
      "sep=;\r\n\r\nPatient; FILE ;label;note\r\n;;;\r\nP1;a.png;CAD;\"two\r\n\r\nlines\"\r\n"
      "P2;x.png;non-CAD;\r\nP3;b.png;non-CAD;;;more\r\nP4;c.png;;\r\n";
  EXPECT_THAT([&] { read(text); },
              FailsWith(ErrorCode::kBadFormat,
                        AllOf(HasSubstr("3 problems"), HasSubstr("line 9: 6 fields"),
                              HasSubstr("line 8 (patient P2)"),
                              HasSubstr("line 10 (patient P4): the label is empty"))));
}

// A row as spreadsheets and people write it, and the file of the folder that it means.
struct FileNaming {
  const char* name;
  std::string written;
  std::string file;
};

class NamedFile : public Manifest, public testing::WithParamInterface<FileNaming> {};

TEST_P(NamedFile, IsFound) {
  folder_.write(GetParam().file, "x");
  const Cohort cohort =
      read("patient,file,label\nP1," + GetParam().written + ",CAD\nP2,b.png,non-CAD\n");
  EXPECT_EQ(cohort.entries.at(0).file, folder_ / GetParam().file);
}

INSTANTIATE_TEST_SUITE_P(
    Spellings, NamedFile,
    testing::Values(FileNaming{"Blanks", "my screens/case 1.png", "my screens/case 1.png"},
                    FileNaming{"BlanksAround", "  sub/a.png ", "sub/a.png"},
                    FileNaming{"BlankAtTheEndOfTheName", "\"a.png \"", "a.png "},
                    FileNaming{"Backslashes", "screens\\CAD\\1.png", "screens/CAD/1.png"},
                    FileNaming{"BackslashInTheName", "a\\b.png", "a\\b.png"},
                    FileNaming{"CommaAndQuote", "\"a, \"\"b\"\".png\"", "a, \"b\".png"},
                    FileNaming{"LineBreak", "\"a\nb.png\"", "a\nb.png"},
                    FileNaming{"Unicode", "bệnh nhân/số 1.png", "bệnh nhân/số 1.png"},
                    FileNaming{"NoUtf8", "M\xFCller.png", "M\xFCller.png"},
                    FileNaming{"DotDot", "sub/../sub/./a.png", "sub/../sub/./a.png"}),
    [](const auto& test) { return test.param.name; });

TEST_F(Manifest, KnowsColumnsWithAMeaningInAnyCase) {
  const Cohort cohort = read(
      "PATIENT\tFile\tLabel\tSex\tVIEW\tFrame\tDisc\tAge at Test\n"
      "P1\ta.png\tCAD\tf \tAC\t12\trest\t 64\nP2\tb.png\tnon-CAD\t\t\t\t\t\n");
  EXPECT_THAT(cohort.attribute_columns, ElementsAre("sex", "view", "frame", "disc", "Age at Test"));
  const CohortEntry& first = cohort.entries.at(0);
  EXPECT_EQ(first.frame, 12);
  EXPECT_EQ(first.attribute("sex"), "f");
  EXPECT_EQ(first.attribute("disc"), "rest");
  EXPECT_EQ(first.attribute("Age at Test"), "64");
  EXPECT_EQ(first.attribute("none"), "");
  EXPECT_FALSE(cohort.entries.at(1).frame);
  EXPECT_TRUE(cohort.ids_from_manifest);
}

TEST_F(Manifest, MayNameAFileOnceForEachFrameAndDisc) {
  const std::string header = "patient,file,label,frame,disc\n";
  const std::string other = "P2,b.png,non-CAD,,\n";
  const Cohort cohort =
      read(header + other + "P1,a.png,CAD,1,rest\nP1,a.png,CAD,1,stress\nP1,a.png,CAD,2,rest\n");
  EXPECT_EQ(cohort.entries.size(), 4U);
  EXPECT_THAT([&] { read(header + other + "P1,a.png,CAD,1,rest\nP1,a.png,CAD,01,rest\n"); },
              FailsWith(ErrorCode::kBadData, HasSubstr("line 4 (patient P1): the file")));
  EXPECT_THAT([&] { read(header + other + "P1,a.png,CAD,1,\nP3,a.png,CAD,2,\n"); },
              FailsWith(ErrorCode::kBadData, HasSubstr("in line 3, as patient \"P1\"'s")));
}

TEST_F(Manifest, GivesWhatCanBeReadBesideAllProblems) {
  std::string text = "patient,file,label\nP1,a.png,CAD\nP2,b.png,non-CAD\n";
  for (int i = 0; i < 15; ++i) text += "P3,none.png,CAD\n";
  const CohortReading reading = scan_cohort(folder_.write("manifest.csv", text), {});
  EXPECT_EQ(reading.cohort.entries.size(), 17U);
  EXPECT_EQ(reading.cohort.positive_label, "CAD");
  ASSERT_EQ(reading.problems.all().size(), 15U);
  EXPECT_THAT(reading.problems.all()[14].text, HasSubstr("line 18 (patient P3)"));
}

TEST_F(Manifest, NamesTheNearestFile) {
  EXPECT_THAT([&] { read("patient,file,label\nP1,a.pgn,CAD\nP2,b.png,non-CAD\n"); },
              FailsWith(ErrorCode::kNotFound, HasSubstr("did you mean \"a.png\"?")));
}

TEST_F(Manifest, CollectsEveryProblem) {
  EXPECT_THAT([&] { read("patient,file,label\nP1,x.png,CAD\nP2,b.png,\nP2,c.png,non-CAD\n"); },
              FailsWith(ErrorCode::kNotFound,
                        AllOf(HasSubstr("2 problems"), HasSubstr("line 2"), HasSubstr("line 3"))));
}

TEST_F(Manifest, RefusesALabelThatTheCallerDoesNotKnow) {
  EXPECT_THAT(
      [&] {
        read(kGood, {.labels = {"CAD", "normal"}});
      },
      FailsWith(ErrorCode::kBadData, HasSubstr("unknown label \"non-CAD\"")));
}

TEST_F(Manifest, MayHoldOneClassWhenTheOtherIsKnown) {
  const Cohort cohort =
      read("patient,file,label\nP1,a.png,non-CAD\n", {.labels = {"CAD", "non-CAD"}});
  EXPECT_THAT(cohort.labels, ElementsAre("CAD", "non-CAD"));
}

TEST_F(Manifest, WithoutLabelsIsReadOnlyWhereAllowed) {
  const Cohort cohort = read("patient,file,label\nP1,a.png,\n", {.label_use = LabelUse::kOptional});
  EXPECT_TRUE(cohort.labels.empty());
  EXPECT_THAT([&] { read("patient,file,label\nP1,a.png,\n"); },
              FailsWith(ErrorCode::kBadData, HasSubstr("has no labels, which this job needs")));
}

TEST_F(Manifest, WithAMisspelledLabelColumnIsNotTakenForUnlabelled) {
  EXPECT_THAT(
      [&] { read("patient,file,lable\nP1,a.png,CAD\n", {.label_use = LabelUse::kOptional}); },
      FailsWith(ErrorCode::kBadData, HasSubstr("did you mean \"lable\"")));
}

TEST_F(Manifest, IsSyntheticWithTheMarkerBesideIt) {
  folder_.write(kSyntheticMarker, "");
  EXPECT_TRUE(read(kGood).synthetic);
}

TEST_F(Manifest, ComesBackAsItWasWritten) {
  Cohort written = read(kGood);
  written.synthetic = true;
  written.entries[0].attributes["sex"] = "f, \"quoted\"";
  write_cohort(folder_.path(), written);
  const Cohort cohort = read_cohort(folder_.path(), {});
  EXPECT_TRUE(cohort.synthetic);
  ASSERT_EQ(cohort.entries.size(), written.entries.size());
  for (size_t i = 0; i < cohort.entries.size(); ++i) {
    EXPECT_EQ(cohort.entries[i].file, written.entries[i].file);
    EXPECT_EQ(cohort.entries[i].attributes, written.entries[i].attributes);
  }
  EXPECT_THAT(read_text_file(folder_ / "manifest.csv"), HasSubstr("P1,a.png,CAD"));
}

TEST(Encodings, InACodePageIsRefusedForWhatIsShownAgain) {
  TemporaryFolder folder;
  folder.write("a.png", "1");
  const auto manifest = folder.write("manifest.csv", "patient,file,label\nM\xFCller,a.png,CAD\n");
  EXPECT_THAT(
      [&] { read_cohort(manifest, {.label_use = LabelUse::kNone}); },
      FailsWith(ErrorCode::kBadFormat, HasSubstr("line 2: the column patient is not UTF-8")));
}

TEST(Encodings, OfAHeaderAreCheckedToo) {
  TemporaryFolder folder;
  folder.write("a.png", "1");
  const auto manifest =
      folder.write("manifest.csv", "patient,file,label,gr\xF6\xDF\x65\nP1,a.png,CAD,2\n");
  EXPECT_THAT([&] { scan_cohort(manifest, {.label_use = LabelUse::kNone}); },
              FailsWith(ErrorCode::kBadFormat, HasSubstr("header is not UTF-8")));
}

// One class only, one label empty: of no concern to who reads new cases.
TEST(Labels, AreNotLookedAtWhereNoneAreUsed) {
  TemporaryFolder folder;
  folder.write("a.png", "1");
  folder.write("b.png", "2");
  const auto manifest = folder.write("manifest.csv",
                                     "patient,file,label,frame\n"
                                     "P1,a.png,CAD,\nP2,b.png,,\nP3,c.png,CAD,\nP2,b.png,,x\n");
  const CohortReading reading = scan_cohort(manifest, {.label_use = LabelUse::kNone});
  ASSERT_EQ(reading.cohort.entries.size(), 4U);
  EXPECT_FALSE(reading.cohort.entries[0].faulty);
  EXPECT_FALSE(reading.cohort.entries[1].faulty);
  EXPECT_TRUE(reading.cohort.entries[2].faulty);  // no such file
  EXPECT_TRUE(reading.cohort.entries[3].faulty);  // no such frame
  EXPECT_EQ(reading.problems.all().size(), 3U);   // the last row also means what the second does
}

TEST(ClassFolders, GiveLabelsAndPatients) {
  TemporaryFolder folder;
  folder.write("CAD/P1.png", "1");
  folder.write("CAD/Nguyễn Thị/stress.JPG", "2");
  folder.write("CAD/Nguyễn Thị/rest.jpeg", "3");
  folder.write("non-CAD/P3.png", "4");
  folder.write("non-CAD/notes.txt", "5");
  folder.write("non-CAD/.hidden.png", "6");
  const Cohort cohort = read_cohort(folder.path() / "", {});
  EXPECT_THAT(patient_labels(cohort),
              ElementsAre(Pair("Nguyễn Thị", "CAD"), Pair("P1", "CAD"), Pair("P3", "non-CAD")));
  EXPECT_EQ(cohort.entries.size(), 4U);
  EXPECT_THAT(cohort.left_out,
              ElementsAre(testing::Field(&LeftOut::file, folder / "non-CAD/notes.txt")));
}

TEST(ClassFolders, GiveIdsThatMayBeNamesOfPatients) {
  TemporaryFolder folder;
  folder.write("CAD/Müller.png", "1");
  folder.write("non-CAD/P3.png", "2");
  EXPECT_FALSE(read_cohort(folder.path(), {}).ids_from_manifest);
}

TEST(ClassFolders, OfOneNumberingEachAreNotMixedUp) {
  TemporaryFolder folder;
  folder.write("CAD/1.png", "1");
  folder.write("non-CAD/1.png", "2");
  EXPECT_THAT([&] { read_cohort(folder.path(), {}); },
              FailsWith(ErrorCode::kBadData, HasSubstr("two patients need two names")));
}

TEST(ClassFolders, MayNotHavePicturesBesideThem) {
  TemporaryFolder folder;
  folder.write("CAD/1.png", "1");
  folder.write("2.png", "2");
  EXPECT_THAT([&] { read_cohort(folder.path(), {.label_use = LabelUse::kOptional}); },
              FailsWith(ErrorCode::kBadData, HasSubstr("2.png lies beside the class folders")));
}

TEST(PictureFolder, WithALinkToNothingHasAProblem) {
  TemporaryFolder folder;
  folder.write("CAD/1.png", "1");
  folder.write("non-CAD/2.png", "2");
  std::filesystem::create_symlink("nowhere", folder / "CAD/3.png");
  EXPECT_THAT([&] { read_cohort(folder.path(), {}); },
              FailsWith(ErrorCode::kBadData, HasSubstr("CAD/3.png: a link to nothing")));
}

TEST(PictureFolder, WithoutClassesHasNoLabels) {
  TemporaryFolder folder;
  folder.write("new case.png", "1");
  const Cohort cohort = read_cohort(folder.path(), {.label_use = LabelUse::kOptional});
  EXPECT_EQ(cohort.entries.at(0).patient, "new case");
  EXPECT_TRUE(cohort.labels.empty());
  EXPECT_EQ(read_cohort(folder / "new case.png", {.label_use = LabelUse::kOptional}).entries.size(),
            1U);
}

TEST(PictureFolder, ThatIsEmptyOrMissingIsRefused) {
  TemporaryFolder folder;
  EXPECT_THAT([&] { read_cohort(folder.path(), {}); },
              FailsWith(ErrorCode::kBadData, HasSubstr("holds no pictures")));
  EXPECT_THAT([&] { read_cohort(folder / "nowhere", {}); },
              FailsWith(ErrorCode::kNotFound, HasSubstr("nowhere does not exist")));
}

}  // namespace
}  // namespace myolens
