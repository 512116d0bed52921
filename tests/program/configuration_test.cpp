#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/program/running_program.h"
#include "tests/program/screens.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class Configuration : public testing::Test {
 protected:
  Configuration() { write_screens(folder_ / "screens", 1); }

  RunResult run(const std::string& toml, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"prepare", (folder_ / "screens").string(), "--config",
                                       folder_.write("settings.toml", toml).string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_myolens(arguments);
  }

  std::string out_line(const std::string& name) {
    return "out = \"" + (folder_ / name).string() + "\"\n";
  }

  TemporaryFolder folder_;
};

TEST_F(Configuration, GivesOptionsFromAFile) {
  const RunResult result = run("# where to\n" + out_line("kết quả") + "threads = 1\n");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(fs::exists(folder_ / "kết quả/manifest.csv"));
}

TEST_F(Configuration, IsOverriddenByTheCommandLine) {
  EXPECT_EQ(run(out_line("a"), {"--out", (folder_ / "b").string()}).exit_code, 0);
  EXPECT_FALSE(fs::exists(folder_ / "a"));
  EXPECT_TRUE(fs::exists(folder_ / "b"));
}

TEST_F(Configuration, RefusesSettingsThatNobodyKnows) {
  const RunResult result = run(out_line("a") + "thread = 2\n");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err,
              AllOf(HasSubstr("unknown setting thread"), HasSubstr("did you mean \"threads\"?")));
}

TEST_F(Configuration, SaysWhatIsForTheCommandLineOnly) {
  for (const std::string name : {"json", "quiet", "config", "help"}) {
    const RunResult result = run(out_line("a") + name + " = true\n");
    EXPECT_EQ(result.exit_code, 2) << name;
    EXPECT_THAT(result.err, HasSubstr("line 2: " + name + " is for the command line only"));
  }
}

TEST_F(Configuration, GivesArgumentsAndTheOptionsOfAnAction) {
  const auto file = folder_.write(
      "check.toml", "input = \"" + (folder_ / "screens").string() + "\"\npositive = \"non-CAD\"\n");
  const RunResult result = run_myolens({"cohort", "check", "--config", file.string()});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("non-CAD (positive)"));
}

TEST_F(Configuration, HidesNoMissingAction) {
  const auto file = folder_.write("check.toml", "input = \"x\"\n");
  EXPECT_THAT(run_myolens({"cohort", "chek", "--config", file.string()}).err,
              HasSubstr("unknown action \"chek\" (did you mean \"check\"?)"));
  EXPECT_THAT(run_myolens({"cohort", "--config", file.string()}).err,
              HasSubstr("say what to do: myolens cohort check"));
}

TEST_F(Configuration, IsCheckedLikeTheCommandLine) {
  EXPECT_EQ(run(out_line("a") + "threads = 0\n").exit_code, 2);
}

TEST_F(Configuration, ThatIsMissingIsNamed) {
  const RunResult result =
      run_myolens({"prepare", "x", "--out", "y", "--config", (folder_ / "no.toml").string()});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.err, HasSubstr("no.toml"));
}

}  // namespace
}  // namespace myolens
