#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <thread>

#include "tests/program/running_program.h"
#include "tests/program/screens.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;

// Interrupts a preparation in the middle of its work; nothing of it may stay.
void expect_clean_interruption(const std::vector<std::string>& more) {
  TemporaryFolder input;
  TemporaryFolder output;
  write_screens(input.path(), 100);
  std::vector<std::string> arguments{
      "prepare", input.path().string(), "--out", (output / "out").string(), "--threads", "1"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  RunningProgram program(arguments);
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (fs::is_empty(output.path()) && std::chrono::steady_clock::now() < limit) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  program.send(SIGINT);
  const RunResult result = program.wait();
  EXPECT_EQ(result.signal, SIGINT);
  EXPECT_TRUE(fs::is_empty(output.path()));
}

TEST(Interruption, RemovesWhatIsHalfWritten) { expect_clean_interruption({}); }

TEST(Interruption, WorksWithQuietToo) { expect_clean_interruption({"--quiet"}); }

}  // namespace
}  // namespace myolens
