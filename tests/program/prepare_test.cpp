#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "myolens/cohort/manifest.h"
#include "tests/program/running_program.h"
#include "tests/program/screens.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class Prepare : public testing::Test {
 protected:
  Prepare() { write_screens(input_.path(), 2); }

  RunResult run(const std::vector<std::string>& more = {}, const RunSettings& settings = {}) {
    std::vector<std::string> arguments{"prepare", input_.path().string(), "--out",
                                       (output_ / "out").string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_myolens(arguments, settings);
  }

  void expect_refusal(const RunResult& result, int exit_code) {
    EXPECT_EQ(result.exit_code, exit_code);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("myolens prepare: error: "));
    EXPECT_TRUE(fs::is_empty(output_.path())) << "something half-written stayed";
  }

  TemporaryFolder input_;
  TemporaryFolder output_;
};

TEST_F(Prepare, SaysWhatItDidAndWherePlainly) {
  const RunResult result = run();
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, AllOf(HasSubstr("Prepared 4 pictures of 4 patients"),
                                HasSubstr("non-CAD: 2"), HasSubstr("Research use only")));
  EXPECT_THAT(result.err, HasSubstr("preparing screens: 4 in "));
  EXPECT_EQ(read_cohort(output_ / "out", {}).entries.size(), 4U);
}

TEST_F(Prepare, PrintsOneJsonObjectAndNothingElseOnStdout) {
  input_.write("CAD/notes.txt", "");
  const RunResult result = run({"--json"});
  EXPECT_EQ(result.exit_code, 0);
  const auto object = nlohmann::json::parse(result.out);
  EXPECT_EQ(object.at("command"), "prepare");
  EXPECT_EQ(object.at("images"), 4);
  EXPECT_EQ(object.at("images_per_label").at("CAD"), 2);
  EXPECT_EQ(object.at("left_out"), 1);
  EXPECT_EQ(object.at("notice"), "Research use only, not a medical device.");
  EXPECT_THAT(result.err, HasSubstr("1 files are no pictures"));
  ASSERT_EQ(object.at("files").size(), 4U);
  for (const auto& file : object.at("files")) {
    EXPECT_NEAR(file.at("screen_centre_x").get<double>(), kDrawnCentreX, 1.0);
    EXPECT_NEAR(file.at("screen_centre_y").get<double>(), kDrawnCentreY, 1.0);
    EXPECT_NEAR(file.at("screen_radius").get<double>(), kDrawnRadius, 1.0);
  }
}

TEST_F(Prepare, IsQuietOnRequest) { EXPECT_EQ(run({"--quiet"}).err, ""); }

TEST_F(Prepare, TakesBlanksAndUnicodeAndOddBytesInNames) {
  write_screen(input_ / "CAD/bệnh nhân số 1.png", drawn_screen(7));
  write_screen(input_ / "CAD/odd\xFF.png", drawn_screen(8));
  const RunResult result = run_myolens(
      {"prepare", input_.path().string(), "--out", (output_ / "kết quả mới").string(), "--json"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(nlohmann::json::parse(result.out).at("images"), 6);
  EXPECT_EQ(list_files(output_ / "kết quả mới/images").size(), 6U);
}

TEST_F(Prepare, NamesAMissingInput) {
  const RunResult result =
      run_myolens({"prepare", (input_ / "nowhere").string(), "--out", (output_ / "out").string()});
  expect_refusal(result, 3);
  EXPECT_THAT(result.err, HasSubstr("nowhere does not exist"));
}

TEST_F(Prepare, RefusesAnEmptyFolder) {
  TemporaryFolder empty;
  const RunResult result =
      run_myolens({"prepare", empty.path().string(), "--out", (output_ / "out").string()});
  expect_refusal(result, 3);
  EXPECT_THAT(result.err, HasSubstr("holds no pictures"));
}

TEST_F(Prepare, NamesEveryUnreadablePictureAndEveryScreenWithoutADisc) {
  const std::string whole = read_text_file(input_ / "CAD/P0.png");
  input_.write("CAD/cut.png", whole.substr(0, whole.size() / 2));
  input_.write("CAD/text.jpg", "not a picture");
  write_screen(input_ / "CAD/dark.png", black_screen());
  const RunResult result = run();
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.out, AllOf(HasSubstr("cut.png"), HasSubstr("text.jpg"), HasSubstr("dark.png"),
                                HasSubstr("3 refused"), HasSubstr("Prepared 4 pictures")));
  EXPECT_EQ(read_cohort(output_ / "out", {}).entries.size(), 4U);
}

TEST_F(Prepare, NamesFileAndRowOfAnUnknownLabel) {
  input_.write("manifest.csv",
               "patient,file,label\nP0,CAD/P0.png,CAD\nP1,non-CAD/P1.png,non-CAD\n"
               "P2,CAD/P2.png,CDA\n");
  const RunResult result = run();
  expect_refusal(result, 3);
  EXPECT_THAT(result.err, AllOf(HasSubstr("manifest.csv"), HasSubstr("line 4"),
                                HasSubstr("(did you mean \"CAD\"?)")));
}

TEST_F(Prepare, RefusesOneClassOnly) {
  fs::remove_all(input_ / "non-CAD");
  const RunResult result = run();
  expect_refusal(result, 3);
  EXPECT_THAT(result.err, HasSubstr("one class only"));
}

TEST_F(Prepare, AsksForThePositiveLabelWhenThereIsNoCad) {
  fs::rename(input_ / "CAD", input_ / "ischaemia");
  const RunResult result = run();
  expect_refusal(result, 2);
  EXPECT_THAT(result.err, HasSubstr("--positive"));
  EXPECT_EQ(run({"--positive", "ischaemia"}).exit_code, 0);
}

TEST_F(Prepare, FailsCleanlyOnAFullDisk) {
  const RunResult result = run({"--threads", "2"}, {.file_size_limit_bytes = 1024});
  expect_refusal(result, 1);
  EXPECT_THAT(result.err, AllOf(HasSubstr("cannot write"), HasSubstr("check free space")));
}

TEST_F(Prepare, OverwritesNothing) {
  output_.write("out/mine.txt", "mine");
  const RunResult result = run();
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("exists already"));
  EXPECT_EQ(read_text_file(output_ / "out/mine.txt"), "mine");
}

TEST_F(Prepare, ReportsRefusedPicturesAsJsonToo) {
  input_.write("CAD/text.jpg", "not a picture");
  const RunResult result = run({"--json"});
  EXPECT_EQ(result.exit_code, 3);
  const auto object = nlohmann::json::parse(result.out);
  ASSERT_EQ(object.at("refused").size(), 1U);
  EXPECT_THAT(object.at("refused")[0].at("reason"), HasSubstr("text.jpg"));
}

TEST_F(Prepare, RefusesTheScreenWhoseRowNamesNoDisc) {
  input_.write("manifest.csv",
               "patient,file,label,disc\nP0,CAD/P0.png,CAD,1\nP1,non-CAD/P1.png,non-CAD,stress\n"
               "P2,CAD/P2.png,CAD,\nP3,non-CAD/P3.png,non-CAD,largest\n");
  const RunResult result = run();
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.out, AllOf(HasSubstr("Prepared 3 pictures"), HasSubstr("P1.png"),
                                HasSubstr("not by stress; other names need a layout")));
}

TEST_F(Prepare, RefusesADiscThatCannotBeBeforeAnyWork) {
  expect_refusal(run({"--disc", "stress"}), 2);
  expect_refusal(run({"--disc", "0"}), 2);
}

TEST_F(Prepare, TakesItsCirclesFromACheckedLayout) {
  const std::string layout = (output_ / "layout.toml").string();
  const RunResult proposed = run_myolens({"layout", "detect", input_.path().string(), "--out",
                                          layout, "--draw", (output_ / "drawn").string()});
  EXPECT_EQ(proposed.exit_code, 0) << proposed.err;
  EXPECT_THAT(proposed.out, HasSubstr("1 polar maps shared by the 4 screens"));
  EXPECT_EQ(list_files(output_ / "drawn").size(), 4U);
  const RunResult result = run({"--layout", layout, "--json"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const auto answer = nlohmann::json::parse(result.out);
  for (const auto& file : answer.at("files")) {
    EXPECT_NEAR(file.at("screen_radius").get<double>(), kDrawnRadius, 1.0);
  }
  EXPECT_EQ(run({"--layout", layout, "--disc", "stress"}).exit_code, 2);
}

}  // namespace
}  // namespace myolens
