#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/program/running_program.h"
#include "tests/program/screens.h"

namespace myolens {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class CohortCheck : public testing::Test {
 protected:
  CohortCheck() { write_screens(folder_.path(), 2); }

  RunResult check(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"cohort", "check", folder_.path().string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_myolens(arguments);
  }

  TemporaryFolder folder_;
};

TEST_F(CohortCheck, CountsAndFindsNothingWrong) {
  const RunResult result = check();
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("4 patients, 4 images"), HasSubstr("CAD (positive)"),
                                HasSubstr("Nothing is wrong"), HasSubstr("Research use only")));
}

TEST_F(CohortCheck, EndsWithThreeAndNamesADoubleOfTwoPatients) {
  write_screen(folder_ / "non-CAD/P9.png", drawn_screen(0));
  const RunResult result = check();
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.out,
              AllOf(HasSubstr("Wrong: one picture of two patients (1)"),
                    HasSubstr("non-CAD/P9.png (patient P9, non-CAD) has the same bytes as "
                              "CAD/P0.png (patient P0, CAD)"),
                    HasSubstr("check again")));
}

TEST_F(CohortCheck, NamesALinkToNothing) {
  std::filesystem::create_symlink("nowhere.png", folder_ / "CAD/P7.png");
  const RunResult result = check();
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.out, AllOf(HasSubstr("Wrong (1)"), HasSubstr("P7.png: a link to nothing")));
}

TEST_F(CohortCheck, KeepsTheNameOfAFileInJsonWhateverItIs) {
  const std::string name = "x\x7fy\xC2\x9Bz.txt";
  folder_.write("CAD/" + name, "no picture");
  const std::string out = check({"--json"}).out;
  EXPECT_EQ(nlohmann::json::parse(out).at("left_out").at(0).at("file"), "CAD/" + name);
  EXPECT_THAT(out, HasSubstr("x\\u007fy\\u009bz.txt"));
}

TEST_F(CohortCheck, PrintsOneJsonObject) {
  folder_.write("CAD/torn.png", "no picture");
  folder_.write("CAD/notes.txt", "");
  const RunResult result = check({"--json"});
  EXPECT_EQ(result.exit_code, 3);
  const auto object = nlohmann::json::parse(result.out);
  EXPECT_EQ(object.at("command"), "cohort");
  EXPECT_EQ(object.at("fine"), false);
  EXPECT_EQ(object.at("patients"), 5);
  EXPECT_EQ(object.at("positive_label"), "CAD");
  EXPECT_EQ(object.at("counts").at(0).at("value"), "CAD");
  EXPECT_EQ(object.at("counts").at(0).at("images"), 3);
  EXPECT_THAT(object.at("problems").at(0).at("message").get<std::string>(), HasSubstr("torn.png"));
  EXPECT_EQ(object.at("left_out").at(0).at("file"), "CAD/notes.txt");
  EXPECT_TRUE(object.at("doubles").empty());
}

TEST_F(CohortCheck, HoldsTheSplitAgainstTheCohort) {
  const TemporaryFolder elsewhere;
  const auto split =
      elsewhere.write("split.csv", "patient,part\nP0,train\nP0,test\nP1,train\nP2,test\nP3,test\n");
  const RunResult result = check({"--split", split.string()});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.out, AllOf(HasSubstr("is in test here and in train before"),
                                HasSubstr("part   label    patients  images")));
}

TEST_F(CohortCheck, NeedsAnActionAndAPath) {
  EXPECT_EQ(run_myolens({"cohort"}).exit_code, 2);
  EXPECT_EQ(run_myolens({"cohort", "check"}).exit_code, 2);
  EXPECT_EQ(run_myolens({"cohort", "check", "/nowhere"}).exit_code, 3);
  const RunResult help = run_myolens({"cohort", "check", "--help"});
  EXPECT_THAT(help.out, AllOf(HasSubstr("--split"), HasSubstr("Research use only")));
}

}  // namespace
}  // namespace myolens
