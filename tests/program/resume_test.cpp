#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <thread>

#include "myolens/base/random.h"
#include "tests/program/small_cohort.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

struct Kill {
  std::string sign;      // a file or folder; the kill comes soon after it has appeared
  int at_most_later_ms;  // drawn
};

// Starts a command and kills it. False: it was over before.
bool kill_in(const Words& words, const fs::path& folder, const Kill& kill, RandomStream& random) {
  RunningProgram program(words);
  while (!fs::exists(folder / kill.sign) && !program.is_over())
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  const auto later = random.below(static_cast<uint64_t>(kill.at_most_later_ms) + 1);
  std::this_thread::sleep_for(std::chrono::milliseconds(later));
  program.send(SIGKILL);
  const RunResult result = program.wait();
  EXPECT_TRUE(result.signal == SIGKILL || result.exit_code == 0) << result.err;
  return result.signal == SIGKILL;
}

void expect_same_files(const fs::path& found, const fs::path& expected, const Words& but = {}) {
  const auto files = contents_of(found, files_of_the_moment() + but);
  const auto wanted = contents_of(expected, files_of_the_moment() + but);
  for (const auto& [name, bytes] : wanted) {
    ASSERT_TRUE(files.contains(name)) << name;
    EXPECT_TRUE(files.at(name) == bytes) << name << " differs";
  }
  for (const auto& [name, bytes] : files) EXPECT_TRUE(wanted.contains(name)) << name << " is left";
}

// A kill may come between the end of the work and the end of the process: then nothing is left to
// do.
void expect_resumable(const fs::path& run) {
  const bool unfinished = fs::exists(run / "state");
  const RunResult result = run_myolens({"resume", run});
  EXPECT_EQ(result.exit_code, unfinished ? 0 : 2) << result.err;
  EXPECT_EQ(result.err.find("is finished") == std::string::npos, unfinished) << result.err;
}

Words searching_words(const fs::path& out) {
  return SmallCohort::shared().train_words(out) + Words{"--search",
                                                        "--search-epochs",
                                                        "3",
                                                        "--search-units",
                                                        "16",
                                                        "32",
                                                        "--search-batch",
                                                        "4",
                                                        "8",
                                                        "--search-least-a",
                                                        "2.5",
                                                        "--search-most-a",
                                                        "3.5"};
}

// By holdout, after Hyperband: everything that a training can be killed in.
class ResumeTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    ASSERT_EQ(run_myolens(searching_words(whole())).exit_code, 0);
    fs::copy(whole(), judged(), fs::copy_options::recursive);
    ASSERT_EQ(run_myolens({"evaluate", judged()}).exit_code, 0);
  }
  static void TearDownTestSuite() { folder_.reset(); }

  // Never killed.
  static fs::path whole() { return *folder_ / "whole"; }
  static fs::path judged() { return *folder_ / "judged"; }
  static inline std::unique_ptr<TemporaryFolder> folder_;
};

TEST_F(ResumeTest, GivesTheSameBytesWhereverTheTrainingWasKilled) {
  const std::vector<Kill> kills{{"run.json", 100},
                                {"state/search-bracket-0.json", 0},
                                {"state/search-bracket-1.json", 50},
                                {"state/fold-1_warm-up.safetensors", 5},
                                {"state/fold-3_warm-up.safetensors", 20},
                                {"state/fold-1_fine-tuning.safetensors", 5},
                                {"state/warm-up.safetensors", 20},
                                {"state/fine-tuning.safetensors", 20},
                                {"trials.csv", 5},
                                {"history.csv", 5},
                                {"bundle", 2}};
  RandomStream random(1, "kills");
  size_t killed = 0;
  for (size_t i = 0; i < kills.size(); ++i) {
    SCOPED_TRACE(kills[i].sign);
    const fs::path run = *folder_ / ("killed " + std::to_string(i));
    if (kill_in(searching_words(run), run, kills[i], random)) {
      ++killed;
      expect_resumable(run);
    }
    expect_same_files(run, whole());
    if (i % 3 == 0) {  // takes longer than training
      EXPECT_EQ(run_myolens({"evaluate", run}).exit_code, 0);
      expect_same_files(run, judged());
    }
    fs::remove_all(run);
  }
  EXPECT_GE(killed, 9U);
}

TEST_F(ResumeTest, CanBeKilledItself) {
  const fs::path run = *folder_ / "twice";
  RandomStream random(2, "kills");
  kill_in(searching_words(run), run, {"state/search-bracket-1.json", 0}, random);
  kill_in({"resume", run}, run, {"state/fold-2_warm-up.safetensors", 0}, random);
  kill_in({"resume", run}, run, {"state/fold-2_fine-tuning.safetensors", 0}, random);
  expect_resumable(run);
  expect_same_files(run, whole());
}

TEST_F(ResumeTest, JudgesAgainWhenTheJudgementWasKilled) {
  RandomStream random(3, "kills");
  for (const char* sign : {"test_openings.txt", "evaluation"}) {
    SCOPED_TRACE(sign);
    const fs::path run = *folder_ / "judged again";
    fs::copy(whole(), run, fs::copy_options::recursive);
    if (kill_in({"evaluate", run}, run, {sign, 3}, random) &&
        !fs::exists(run / "evaluation/test")) {
      const RunResult judged = run_myolens({"evaluate", run});
      EXPECT_EQ(judged.exit_code, 0) << judged.err;
      EXPECT_THAT(judged.out, HasSubstr("opened 2 times"));
    }
    expect_same_files(run, judged(), {"metrics.json", "test_openings.txt"});
    fs::remove_all(run);
  }
}

// Two strategies on one test part: training, judging and writing of either can be killed.
TEST_F(ResumeTest, GoesOnWithAComparison) {
  const auto words = [](const fs::path& out) {
    return Words{"compare", "strategies"} + SmallCohort::shared().common_words(out) +
           Words{"--strategies", "warm-up,two-stage", "--quick", "--cut", "layers=4", "--a", "2.5"};
  };
  const fs::path expected = *folder_ / "comparison";
  ASSERT_EQ(run_myolens(words(expected)).exit_code, 0);
  RandomStream random(4, "kills");
  const fs::path found = *folder_ / "killed comparison";
  size_t killed = 0;
  for (const char* sign :
       {"warm-up/state/warm-up.safetensors", "warm-up/evaluation", "two-stage/run.json",
        "two-stage/state/fine-tuning.safetensors", "comparison.csv"}) {
    SCOPED_TRACE(sign);
    const Words command = killed == 0 ? words(found) : Words{"resume", found};
    if (!kill_in(command, found, {sign, 2}, random)) break;
    ++killed;
  }
  EXPECT_GE(killed, 4U);
  const RunResult row = run_myolens({"resume", found / "two-stage"});
  EXPECT_EQ(row.exit_code, 2);
  EXPECT_THAT(row.err, HasSubstr("a row of a comparison"));
  expect_resumable(found);
  expect_same_files(found, expected,
                    {"comparison.json", "comparison.html", "metrics.json", "test_openings.txt"});
}

}  // namespace
}  // namespace myolens
