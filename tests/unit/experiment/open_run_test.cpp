#include "myolens/experiment/open_run.h"

#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

constexpr std::chrono::seconds kInterval{60};

class OpenRunTest : public testing::Test {
 protected:
  OpenRunTest() {
    identity_.words = {"train", "prepared/"};
    identity_.working_folder = "/work";
    identity_.settings = "seed = 1\n";
    identity_.cohort_fingerprint = "abc";
    identity_.program_version = "1.0";
    identity_.backbone = "vgg16";
    identity_.strategy = "warm-up";
    identity_.protocol = "holdout";
  }

  fs::path path() const { return folder_ / "run"; }
  RunFolder run() const { return RunFolder(path()); }
  void begin() { OpenRun(path(), identity_, false, kInterval); }
  void resume(const RunIdentity& identity) { OpenRun(path(), identity, true, kInterval); }

  TemporaryFolder folder_;
  RunIdentity identity_;
};

TEST_F(OpenRunTest, KeepsWhatIsNeededToGoOn) {
  begin();
  const RunIdentity read = read_identity(run());
  EXPECT_EQ(read.words, identity_.words);
  EXPECT_EQ(read.working_folder, identity_.working_folder);
  EXPECT_EQ(read.settings, identity_.settings);
  EXPECT_EQ(read.cohort_fingerprint, "abc");
  EXPECT_EQ(read.program_version, "1.0");
  EXPECT_EQ(read.backbone, "vgg16");
  EXPECT_EQ(read.strategy, "warm-up");
  EXPECT_EQ(read.protocol, "holdout");
  EXPECT_FALSE(read.row_of_comparison);
}

TEST_F(OpenRunTest, IsUnfinishedUntilItIsSaidToBeFinished) {
  EXPECT_FALSE(is_unfinished(run()));
  OpenRun open(path(), identity_, false, kInterval);
  EXPECT_TRUE(is_unfinished(run()));
  EXPECT_THAT(
      [&] { require_finished(run()); },
      FailsWith(ErrorCode::kInvalidArgument, HasSubstr("myolens resume " + path().string())));
  open.finish();
  EXPECT_FALSE(is_unfinished(run()));
  EXPECT_NO_THROW(require_finished(run()));
  EXPECT_FALSE(fs::exists(run().state()));
  EXPECT_THAT([&] { resume(identity_); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("finished")));
}

TEST_F(OpenRunTest, IsWorkedOnByOneAtATime) {
  {
    const OpenRun first(path(), identity_, false, kInterval);
    EXPECT_TRUE(is_worked_on(run()));
    EXPECT_THAT([&] { begin(); }, FailsWith(ErrorCode::kUnavailable, HasSubstr(path().string())));
    EXPECT_THAT([&] { resume(identity_); },
                FailsWith(ErrorCode::kUnavailable, HasSubstr(path().string())));
    EXPECT_TRUE(is_worked_on(run()));
  }
  EXPECT_FALSE(is_worked_on(run()));
  EXPECT_NO_THROW(resume(identity_));
}

TEST_F(OpenRunTest, IsNeverBegunTwice) {
  begin();
  EXPECT_THAT([&] { begin(); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("myolens resume")));
  folder_.write("other/notes.txt", "mine");
  EXPECT_THAT([&] { OpenRun(folder_ / "other", identity_, false, kInterval); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("never overwritten")));
  EXPECT_THAT([&] { OpenRun(folder_ / "other/notes.txt", identity_, false, kInterval); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("never overwritten")));
}

TEST_F(OpenRunTest, IsResumedByTheSameCommandOnTheSameCohortOnly) {
  begin();
  RunIdentity other = identity_;
  other.settings = "seed = 2\n";
  EXPECT_THAT([&] { resume(other); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("other settings")));
  other = identity_;
  other.program_version = "2.0";
  EXPECT_THAT([&] { resume(other); },
              FailsWith(ErrorCode::kInvalidArgument, AllOf(HasSubstr("1.0"), HasSubstr("2.0"))));
  other = identity_;
  other.cohort_fingerprint = "abd";
  EXPECT_THAT([&] { resume(other); },
              FailsWith(ErrorCode::kBadData, HasSubstr("the cohort has changed")));
  EXPECT_NO_THROW(resume(identity_));
}

TEST_F(OpenRunTest, FindsNothingToResumeWhereThereIsNoRun) {
  EXPECT_THAT([&] { resume(identity_); },
              FailsWith(ErrorCode::kNotFound, HasSubstr(path().string())));
  folder_.write("run/config.toml", "");
  EXPECT_THAT([&] { resume(identity_); },
              FailsWith(ErrorCode::kNotFound, HasSubstr("holds no run")));
}

TEST_F(OpenRunTest, NamesADamagedIdentity) {
  begin();
  for (const char* text : {"", "{", "[]", "{\"command\": 3}"}) {
    folder_.write("run/run.json", text);
    EXPECT_THAT([&] { read_identity(run()); },
                FailsWith(ErrorCode::kBadFormat, HasSubstr("run.json")))
        << text;
  }
}

// What a kill between two steps leaves behind.
TEST_F(OpenRunTest, BeginsAnewWhereABeginningWasKilled) {
  folder_.write("run/state/lock", "");
  folder_.write("run/config.toml", "half");
  folder_.write("run/.run.json.7.0.partial", "{");
  EXPECT_THAT([&] { resume(identity_); },
              FailsWith(ErrorCode::kNotFound, HasSubstr("give the command again")));
  begin();
  EXPECT_EQ(read_identity(run()).settings, identity_.settings);
  EXPECT_FALSE(fs::exists(path() / ".run.json.7.0.partial"));
}

TEST_F(OpenRunTest, RemovesWhatAKilledProcessHadHalfWritten) {
  begin();
  folder_.write("run/.bundle.7.3.partial/weights.safetensors", "half");
  folder_.write("run/tensorboard/.warm-up.7.4.partial", "half");
  folder_.write("run/trials.csv", "whole");
  resume(identity_);
  EXPECT_FALSE(fs::exists(path() / ".bundle.7.3.partial"));
  EXPECT_FALSE(fs::exists(path() / "tensorboard/.warm-up.7.4.partial"));
  EXPECT_TRUE(fs::exists(path() / "trials.csv"));
}

TEST_F(OpenRunTest, IsFinishedEvenWhenItsStateWasNotRemovedToTheEnd) {
  begin();
  fs::rename(run().state(), path() / ".state.partial");
  EXPECT_FALSE(is_unfinished(run()));
  EXPECT_THAT([&] { resume(identity_); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("finished")));
  EXPECT_FALSE(fs::exists(path() / ".state.partial"));
}

}  // namespace
}  // namespace myolens
