#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "tests/program/running_program.h"

namespace myolens {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;

const char* const kNoticeText = "Research use only, not a medical device.";

// Commands stand alone after two blanks in the overview.
std::vector<std::string> commands_of(const std::string& overview) {
  std::vector<std::string> commands;
  std::istringstream lines(overview);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("  ")) continue;
    commands.push_back(line.substr(2, line.find(' ', 2) - 2));
  }
  return commands;
}

TEST(Help, ShowsGroupedCommandsAndTheNotice) {
  const RunResult result = run_myolens({"--help"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, AllOf(HasSubstr(kNoticeText), HasSubstr("\nData:\n"),
                                HasSubstr("  prepare "), HasSubstr("Exit codes")));
  EXPECT_EQ(result.err, "");
}

TEST(Help, OfEveryCommandHasAnExampleAndTheCommonOptions) {
  const auto commands = commands_of(run_myolens({"--help"}).out);
  ASSERT_FALSE(commands.empty());
  for (const std::string& command : commands) {
    const RunResult result = run_myolens({command, "--help"});
    EXPECT_EQ(result.exit_code, 0) << command;
    EXPECT_THAT(result.out,
                AllOf(HasSubstr("Example:\n  myolens " + command), HasSubstr(kNoticeText),
                      HasSubstr("--json"), HasSubstr("--quiet"), HasSubstr("--seed"),
                      HasSubstr("--threads"), HasSubstr("--config")));
  }
}

TEST(Help, GivesTheVersion) {
  EXPECT_THAT(run_myolens({"--version"}).out, MatchesRegex("myolens [0-9]+.[0-9]+.[0-9]+\n"));
}

// A linked libtorch takes 0.2 s to load. glibc's loader lists the libraries instead of running the
// program when this variable is set (ld.so(8)).
TEST(Help, StartsWithoutTheTrainingLibraries) {
  setenv("LD_TRACE_LOADED_OBJECTS", "1", 1);
  const RunResult result = run_myolens({"--help"});
  unsetenv("LD_TRACE_LOADED_OBJECTS");
  EXPECT_THAT(result.out, AllOf(HasSubstr("libc.so"), Not(HasSubstr("torch"))));
}

}  // namespace
}  // namespace myolens
