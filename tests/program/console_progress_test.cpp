#include "apps/myolens/console_progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

namespace myolens {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

TEST(ConsoleProgress, WritesOnePlainLinePerStepWithoutATerminal) {
  std::ostringstream out;
  ConsoleProgress progress(out, {});
  progress.begin("Preparing screens", 3);
  for (int i = 0; i < 3; ++i) progress.advance();
  progress.end();
  EXPECT_THAT(out.str(), MatchesRegex("Preparing screens: 3 in 0.[0-9] s\n"));
}

TEST(ConsoleProgress, DrawsABarOnATerminalAndTakesItAwayAgain) {
  std::ostringstream out;
  ConsoleProgress progress(out, {.bar = true, .colour = false, .columns = 80});
  progress.begin("Preparing", 4);
  EXPECT_EQ(out.str(), "\r\x1b[KPreparing  ........................  0/4");
  progress.clear();
  EXPECT_THAT(out.str(), EndsWith("0/4\r\x1b[K"));
}

TEST(ConsoleProgress, UsesColourOnlyWhereItIsAllowed) {
  for (const bool colour : {false, true}) {
    std::ostringstream out;
    ConsoleProgress progress(out, {.bar = true, .colour = colour, .columns = 80});
    progress.begin("Preparing", 4);
    EXPECT_EQ(out.str().find("\x1b[32m") != std::string::npos, colour);
  }
}

TEST(ConsoleProgress, FitsANarrowTerminal) {
  std::ostringstream out;
  ConsoleProgress progress(out, {.bar = true, .colour = true, .columns = 20});
  progress.begin("A step with a very long name", 4);
  EXPECT_THAT(out.str(), AllOf(EndsWith("A step with a very "), Not(HasSubstr("...."))));
}

TEST(ConsoleProgress, NestsSteps) {
  std::ostringstream out;
  ConsoleProgress progress(out, {});
  progress.begin("outer", 1);
  progress.begin("inner", 2);
  progress.advance(2);
  progress.end();
  progress.advance();
  progress.end();
  EXPECT_THAT(out.str(), MatchesRegex("inner: 2 in .* s\nouter: 1 in .* s\n"));
}

TEST(Durations, AreWrittenForPeople) {
  using Seconds = std::chrono::duration<double>;
  EXPECT_EQ(format_duration(Seconds(0.84)), "0.8 s");
  EXPECT_EQ(format_duration(Seconds(9.96)), "10 s");
  EXPECT_EQ(format_duration(Seconds(59.6)), "1 min 00 s");
  EXPECT_EQ(format_duration(Seconds(200)), "3 min 20 s");
  EXPECT_EQ(format_duration(Seconds(3900)), "1 h 05 min");
}

}  // namespace
}  // namespace myolens
