#include <algorithm>
#include <chrono>
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

// The best of many runs: the machine is busy with other things. A linked libtorch alone takes 0.2
// s.
TEST(Help, StartsWithin30Milliseconds) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers take longer to start";
#endif
  using Clock = std::chrono::steady_clock;
  auto best = Clock::duration::max();
  for (int i = 0; i < 20; ++i) {
    const auto start = Clock::now();
    run_myolens({"--help"});
    best = std::min(best, Clock::now() - start);
  }
  EXPECT_LT(best, std::chrono::milliseconds(30));
}

}  // namespace
}  // namespace myolens
