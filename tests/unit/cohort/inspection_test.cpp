#include "myolens/cohort/inspection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/imaging/codec.h"
#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/cohort/patient_picture.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class InspectedCohort : public testing::Test {
 protected:
  InspectedCohort() {
    for (int i = 0; i < 6; ++i) write_picture(std::to_string(i) + ".png", i);
  }

  void write_picture(const std::string& name, uint64_t patient, int compression = 1) {
    write_file(folder_ / name, encode_png(patient_picture(patient, {64, 30}), compression));
  }

  Inspection inspect(std::string_view manifest, const fs::path& split = {}) {
    SilentProgress progress;
    return inspect_cohort(folder_.write("manifest.csv", manifest), {.split = split, .threads = 2},
                          progress);
  }

  static std::vector<std::string> problems(const Inspection& inspection) {
    std::vector<std::string> texts;
    for (const Problem& problem : inspection.problems) texts.push_back(problem.text);
    return texts;
  }

  const std::string sound_ =
      "patient,file,label,sex,view\nP1,0.png,CAD,f,AC\nP1,1.png,CAD,f,NAC\n"
      "P2,2.png,non-CAD,m,AC\nP3,3.png,non-CAD,,AC\nP4,4.png,CAD,m,\nP5,5.png,non-CAD,f,AC\n";
  TemporaryFolder folder_;
};

auto count(const std::string& value, const std::string& label, size_t patients, size_t images) {
  return AllOf(Field("value", &Count::value, value), Field("label", &Count::label, label),
               Field("patients", &Count::patients, patients),
               Field("images", &Count::images, images));
}

TEST_F(InspectedCohort, IsCountedByLabelSexViewAndPart) {
  const fs::path split = folder_.write(
      "split.csv", "patient,part\nP1,train\nP2,train\nP3,validation\nP4,test\nP5,test\n");
  const Inspection inspection = inspect(sound_, split);
  EXPECT_TRUE(inspection.fine()) << testing::PrintToString(problems(inspection));
  ASSERT_THAT(inspection.censuses, SizeIs(4));
  EXPECT_THAT(inspection.censuses[0].counts,
              ElementsAre(count("CAD", "CAD", 2, 3), count("non-CAD", "non-CAD", 3, 3)));
  EXPECT_EQ(inspection.censuses[1].column, "sex");
  EXPECT_THAT(
      inspection.censuses[1].counts,
      ElementsAre(count("", "non-CAD", 1, 1), count("f", "CAD", 1, 2), count("f", "non-CAD", 1, 1),
                  count("m", "CAD", 1, 1), count("m", "non-CAD", 1, 1)));
  EXPECT_THAT(inspection.censuses[2].counts, Contains(count("AC", "CAD", 1, 1)));
  EXPECT_THAT(inspection.censuses[3].counts, Contains(count("train", "CAD", 1, 2)));
  EXPECT_EQ(patient_count(inspection.cohort), 5U);
}

TEST_F(InspectedCohort, NamesEveryProblemAndNotTenOnly) {
  std::string manifest = "patient,file,label,sex\nP1,0.png,CAD,f\nP2,2.png,non-CAD,m\nP2,x\n";
  for (int i = 0; i < 15; ++i) manifest += "P3,none.png,CAD,m\n";
  manifest += "P2,3.png,non-CAD,f\n";
  folder_.write("torn.png", "not a picture");
  manifest += "P4,torn.png,CAD,f\n";
  const Inspection inspection = inspect(manifest);
  EXPECT_FALSE(inspection.fine());
  EXPECT_THAT(problems(inspection), SizeIs(18));
  EXPECT_THAT(problems(inspection), Contains(HasSubstr("line 4: 2 fields")));
  EXPECT_THAT(problems(inspection), Contains(HasSubstr("line 19 (patient P3)")));
  EXPECT_THAT(
      problems(inspection),
      Contains(HasSubstr("line 20 (patient P2): the sex is \"f\" here and \"m\" in line 3")));
  EXPECT_THAT(problems(inspection), Contains(AllOf(HasSubstr("line 21"), HasSubstr("torn.png"))));
}

TEST_F(InspectedCohort, NamesDoublesWithRowPatientLabelAndPart) {
  write_picture("1.png", 0, 9);
  write_picture("3.png", 2, 1);
  const fs::path split = folder_.write(
      "split.csv", "patient,part\nP1,train\nP2,train\nP3,validation\nP4,test\nP5,test\n");
  const Inspection inspection = inspect(sound_, split);
  ASSERT_THAT(inspection.doubles, SizeIs(2));
  EXPECT_EQ(double_text(inspection, inspection.doubles[0]),
            "1.png (line 3, patient P1, CAD, train) has the same pixels as 0.png (line 2, patient "
            "P1, CAD, train)");
  EXPECT_EQ(double_text(inspection, inspection.doubles[1]),
            "3.png (line 5, patient P3, non-CAD, validation) has the same bytes as 2.png (line 4, "
            "patient P2, non-CAD, train)");
  EXPECT_THAT(inspection.problems, IsEmpty());
  EXPECT_FALSE(inspection.fine());
}

TEST_F(InspectedCohort, MayHoldOnePictureOfAPatientTwice) {
  write_picture("1.png", 0);
  const Inspection inspection = inspect(sound_);
  EXPECT_THAT(inspection.doubles, SizeIs(1));
  EXPECT_TRUE(inspection.fine());
}

TEST_F(InspectedCohort, IsHeldAgainstTheSplit) {
  const fs::path split = folder_.write("split.csv",
                                       "patient,part\nP1,train\nP1,test\nP2,train\nP3,tset\n"
                                       "P9,test\nP4\nP5,test\n");
  const Inspection inspection = inspect(sound_, split);
  const auto texts = problems(inspection);
  EXPECT_THAT(texts, SizeIs(5));
  EXPECT_THAT(texts, Contains(HasSubstr("line 3 (patient P1): is in test here and in train")));
  EXPECT_THAT(texts, Contains(HasSubstr("line 5 (patient P3): unknown part \"tset\"")));
  EXPECT_THAT(texts, Contains(HasSubstr("line 6 (patient P9): the cohort has no such patient")));
  EXPECT_THAT(texts, Contains(HasSubstr("line 7: 1 field")));
  EXPECT_THAT(texts, Contains(HasSubstr("patient P4 is in no part")));
}

TEST_F(InspectedCohort, ReadsAPictureOnceForAllItsDiscs) {
  const Inspection inspection = inspect(
      "patient,file,label,disc\nP1,0.png,CAD,rest\nP1,0.png,CAD,stress\nP2,2.png,non-CAD,rest\n");
  EXPECT_THAT(inspection.pictures, SizeIs(2));
  EXPECT_THAT(inspection.doubles, IsEmpty());
}

TEST_F(InspectedCohort, RefusesAFrameThatTheFileDoesNotHave) {
  const Inspection inspection =
      inspect("patient,file,label,frame\nP1,0.png,CAD,7\nP2,2.png,non-CAD,\n");
  EXPECT_THAT(problems(inspection), ElementsAre(HasSubstr("line 2")));
}

TEST_F(InspectedCohort, NotesPatientsThatDifferInCaseOnly) {
  const Inspection inspection =
      inspect("patient,file,label\nP1,0.png,CAD\np1,1.png,CAD\nP2,2.png,non-CAD\n");
  EXPECT_THAT(inspection.notes, ElementsAre(HasSubstr("patients \"p1\" and \"P1\"")));
  EXPECT_TRUE(inspection.fine());
}

TEST_F(InspectedCohort, MayBeAFolderWithoutLabels) {
  SilentProgress progress;
  folder_.write("notes.txt", "notes");
  const Inspection inspection = inspect_cohort(folder_.path(), {}, progress);
  EXPECT_TRUE(inspection.fine());
  EXPECT_THAT(inspection.pictures, SizeIs(6));
  EXPECT_THAT(inspection.cohort.left_out, SizeIs(1));
}

TEST_F(InspectedCohort, AsksForThePositiveLabel) {
  const Inspection inspection = inspect("patient,file,label\nP1,0.png,healthy\nP2,1.png,ill\n");
  EXPECT_THAT(problems(inspection), ElementsAre(HasSubstr("--positive")));
}

}  // namespace
}  // namespace myolens
