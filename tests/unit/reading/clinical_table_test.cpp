#include "myolens/reading/clinical_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"
#include "tests/support/small_bundle.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::FloatEq;
using testing::HasSubstr;
using testing::IsEmpty;

class ClinicalTableTest : public testing::Test {
 protected:
  CaseReading read(const std::string& table, const fs::path& picture) const {
    const fs::path file = folder_ / "values.csv";
    write_file(file, table);
    CaseReading reading;
    ClinicalTable(bundle_, file).add_to(reading, picture);
    return reading;
  }

  const TemporaryFolder folder_;
  const ModelBundle bundle_ = clinical_bundle();
};

// (72.5 - 60) / 12.5 = 1; a missing age is the mean and an indicator.
TEST_F(ClinicalTableTest, GivesEachCaseItsRow) {
  const std::string table = "sex,file,more,age\nF,a.png,x,72.5\nM,sub/b.png,y,\n";
  EXPECT_THAT(read(table, folder_ / "a.png").clinical, ElementsAre(FloatEq(1), 0, 1, 0));
  EXPECT_THAT(read(table, folder_ / "sub/b.png").clinical, ElementsAre(0, 1, 0, 1));
  EXPECT_THAT(read(table, folder_ / "sub/../sub/b.png").refusals, IsEmpty());
}

TEST_F(ClinicalTableTest, FindsARowWithoutFolderByTheFilesName) {
  const std::string table = "file,age,sex\na.png,72.5,F\n";
  EXPECT_THAT(read(table, "/elsewhere/a.png").clinical, ElementsAre(FloatEq(1), 0, 1, 0));
}

TEST_F(ClinicalTableTest, LeavesOtherCasesUnassessed) {
  const CaseReading reading =
      read("file,age,sex\nsub/b.png,72.5,F\n", folder_ / "elsewhere" / "b.png");
  EXPECT_THAT(reading.refusals, ElementsAre("values.csv has no row for it"));
  EXPECT_THAT(reading.clinical, ElementsAre(0, 1, 0, 0)) << "for a look at what the network says";
}

TEST_F(ClinicalTableTest, LeavesACaseUnassessedThatLacksWhatTrainingAlwaysHad) {
  EXPECT_THAT(read("file,age,sex\na.png,72,NA\n", "a.png").refusals,
              ElementsAre("sex is missing, and no training patient lacked it"));
}

TEST_F(ClinicalTableTest, NeedsTheColumnsOfTheModel) {
  EXPECT_THAT([&] { read("file,ages,sex\na.png,72,F\n", "a.png"); },
              FailsWith(ErrorCode::kBadData, HasSubstr("\"age\" (did you mean \"ages\"?)")));
  EXPECT_THAT([&] { read("name,age,sex\na.png,72,F\n", "a.png"); },
              FailsWith(ErrorCode::kBadData, HasSubstr("file")));
}

TEST_F(ClinicalTableTest, RefusesAFileTwice) {
  EXPECT_THAT([&] { read("file,age,sex\na.png,72,F\n./a.png,70,F\n", "a.png"); },
              FailsWith(ErrorCode::kBadData, HasSubstr("two rows")));
}

TEST_F(ClinicalTableTest, BelongsToAModelThatReadsOne) {
  EXPECT_THAT([&] { ClinicalTable(bundle_, ""); },
              FailsWith(ErrorCode::kInvalidArgument,
                        HasSubstr("--clinical FILE.csv with the columns file, age, sex")));
  const fs::path file = folder_.write("values.csv", "file,age,sex\na.png,72,F\n");
  EXPECT_THAT([&] { ClinicalTable(small_bundle(), file); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("pictures alone")));
  CaseReading reading;
  ClinicalTable(small_bundle(), "").add_to(reading, "a.png");
  EXPECT_THAT(reading.clinical, IsEmpty());
  EXPECT_THAT(reading.refusals, IsEmpty());
}

}  // namespace
}  // namespace myolens
