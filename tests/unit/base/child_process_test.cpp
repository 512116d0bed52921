#include "myolens/base/child_process.h"

#include <gtest/gtest.h>

namespace myolens {
namespace {

using namespace std::chrono_literals;

TEST(ChildProcess, GivesTheExitCode) {
  EXPECT_EQ(run_silently({"true"}), 0);
  EXPECT_EQ(run_silently({"/bin/sh", "-c", "exit 7"}), 7);
  EXPECT_EQ(run_silently({"/bin/sh", "-c", "exit 7"}, 60s), 7);
}

TEST(ChildProcess, PassesArgumentsAsTheyAre) {
  EXPECT_EQ(run_silently({"test", "a b; exit 3", "=", "a b; exit 3"}), 0);
}

TEST(ChildProcess, SaysWhenThereIsNoSuchProgramOrASignalEndedIt) {
  EXPECT_EQ(run_silently({"no-such-program-anywhere"}), -1);
  EXPECT_EQ(run_silently({"/bin/sh", "-c", "kill -9 $$"}), -1);
}

TEST(ChildProcess, KillsWhatTakesTooLong) { EXPECT_EQ(run_silently({"sleep", "100"}, 0s), -1); }

}  // namespace
}  // namespace myolens
