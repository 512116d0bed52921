#include <algorithm>
#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <thread>

#include "tests/program/small_cohort.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

const SmallCohort& cohort() { return SmallCohort::shared(); }

void wait_for(const fs::path& sign, const RunningProgram& program) {
  while (!fs::exists(sign) && !program.is_over())
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

// The patients of class CAD from the second on are said to be healthy.
void leave_one_of_a_class(const fs::path& prepared) {
  std::string manifest = read_text_file(prepared / "manifest.csv");
  const std::string label = ",CAD";
  size_t place = manifest.find(label);
  while ((place = manifest.find(label, place + 1)) != std::string::npos)
    manifest.replace(place, label.size(), ",non-CAD");
  write_file(prepared / "manifest.csv", manifest);
}

struct Refused {
  std::string name;
  Words words;  // behind those of SmallCohort::common_words
  int exit_code;
  std::string message;
};

class RefusedTraining : public testing::TestWithParam<Refused> {};

TEST_P(RefusedTraining, SaysWhyAndLeavesNothing) {
  TemporaryFolder folder;
  const fs::path out = folder / "run";
  const RunResult result =
      run_myolens(Words{"train"} + cohort().common_words(out) + GetParam().words);
  EXPECT_EQ(result.exit_code, GetParam().exit_code);
  EXPECT_THAT(result.err, HasSubstr(GetParam().message));
  EXPECT_FALSE(fs::exists(out));
}

INSTANTIATE_TEST_SUITE_P(
    Settings, RefusedTraining,
    testing::Values(
        Refused{"FewerPatientsThanFolds", {"--folds", "50"}, 3, "10 patients for 50 folds"},
        Refused{"ACutThatLeavesNothing", {"--cut", "layers=1"}, 2, "the cut leaves nothing"},
        Refused{"ARateOfZero", {"--rate-decay", "0"}, 2, "the rate decay must lie in (0, 1]"},
        Refused{"AnExponentOfZero", {"--a", "0"}, 2, "a must lie in (0, 10]"},
        Refused{
            "AnUnknownSetting", {"--warm-up-epoch", "3"}, 2, "(did you mean \"--warm-up-epochs"},
        Refused{"AnUnknownProtocol", {"--protocol", "holdut"}, 2, "(did you mean \"holdout\"?)"},
        Refused{
            "AnUnknownStrategy", {"--strategy", "two-stag"}, 2, "(did you mean \"two-stage\"?)"},
        Refused{"AnUnknownLayer", {"--cut", "layer=conv6"}, 2, "conv6"},
        Refused{"AnUnknownClinicalColumn",
                {"--clinical", "age,diabets"},
                2,
                "(did you mean \"diabetes\"?)"},
        Refused{"NoClinicalUnits",
                {"--clinical", "age", "--clinical-units", "0"},
                2,
                "1 to 1024 units"},
        Refused{"ASplitFileThatIsMissing", {"--split", "nowhere.csv"}, 3, "nowhere.csv"},
        Refused{"NoEpochs", {"--warm-up-epochs", "0"}, 2, "warm-up needs at least 1 epoch"}),
    [](const auto& instance) { return instance.param.name; });

TEST(Training, NamesTheNearestBackbone) {
  TemporaryFolder folder;
  const RunResult result = run_myolens({"train", cohort().prepared(), "--out", folder / "run",
                                        "--weights", "random", "--backbone", "densnet121"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("(did you mean \"densenet121\"?)"));
}

TEST(Training, OverwritesNothing) {
  TemporaryFolder folder;
  folder.write("run/notes.txt", "mine");
  const RunResult result = run_myolens(cohort().train_words(folder / "run"));
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err,
              AllOf(HasSubstr((folder / "run").string()), HasSubstr("never overwritten")));
  EXPECT_EQ(contents_of(folder / "run").size(), 1U);
}

TEST(Training, NeedsEveryPatientInAGivenSplit) {
  TemporaryFolder folder;
  const auto split = folder.write("split.csv", "patient,part\nnobody,train\n");
  const RunResult result =
      run_myolens(cohort().train_words(folder / "run") + Words{"--split", split});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.err, AllOf(HasSubstr("split.csv"), HasSubstr("is in no part"),
                                HasSubstr("the cohort has no such patient")));
  EXPECT_FALSE(fs::exists(folder / "run"));
}

TEST(Training, NeedsMoreThanOnePatientOfAClass) {
  TemporaryFolder folder;
  cohort().copy_to(folder / "prepared");
  leave_one_of_a_class(folder / "prepared");
  Words words = cohort().train_words(folder / "run");
  words[1] = folder / "prepared";
  for (const Words& protocol : {Words{}, Words{"--protocol", "validation"},
                                Words{"--protocol", "crossval"}, Words{"--protocol", "paper"}}) {
    const RunResult result = run_myolens(words + protocol);
    EXPECT_EQ(result.exit_code, 3);
    EXPECT_THAT(result.err,
                AllOf(HasSubstr("class \"CAD\" has 1 patients"), HasSubstr("add patients")));
    EXPECT_FALSE(fs::exists(folder / "run"));
  }
}

// A run that training left unfinished: its loss became infinite.
class FailedTraining : public testing::Test {
 protected:
  void SetUp() override {
    cohort().copy_to(folder_ / "prepared");
    Words words = cohort().train_words(run());
    words[1] = folder_ / "prepared";
    result_ = run_myolens(words + Words{"--optimiser", "sgd", "--class-weights", "1e30,1e30"});
  }

  fs::path run() const { return folder_ / "run"; }

  TemporaryFolder folder_;
  RunResult result_;
};

TEST_F(FailedTraining, NamesWhereTheLossBecameInfinite) {
  EXPECT_EQ(result_.exit_code, 2);
  EXPECT_THAT(result_.err, testing::ContainsRegex(
                               "stopped: the .*loss.* in epoch [0-9]+, batch [0-9]+ of [0-9]+ is "
                               "-?(inf|nan) at the learning rate [0-9.e-]+"));
}

TEST_F(FailedTraining, CanBeResumedButNotUsed) {
  for (const Words& words :
       {Words{"evaluate", run()}, Words{"explain", run()}, Words{"report", run()},
        Words{"faithfulness", run()}, Words{"predict", run(), cohort().prepared() / "images"},
        Words{"export", run(), "--onnx", folder_ / "model.onnx"}}) {
    const RunResult result = run_myolens(words);
    EXPECT_THAT(result.exit_code, testing::AnyOf(2, 3)) << words[0];
    EXPECT_THAT(result.err, HasSubstr("myolens resume " + run().string())) << words[0];
  }
  const RunResult again = run_myolens(cohort().train_words(run()));
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_THAT(again.err, HasSubstr("myolens resume " + run().string()));
  EXPECT_EQ(run_myolens({"resume", run()}).err.find("holds no run"), std::string::npos);
}

TEST_F(FailedTraining, IsNotResumedOnACohortThatHasChanged) {
  leave_one_of_a_class(folder_ / "prepared");
  const RunResult few = run_myolens({"resume", run()});
  EXPECT_EQ(few.exit_code, 3);

  fs::remove_all(folder_ / "prepared");
  cohort().copy_to(folder_ / "prepared");
  const auto images = list_files(folder_ / "prepared" / "images");
  fs::copy_file(images[0], images[1], fs::copy_options::overwrite_existing);
  const RunResult result = run_myolens({"resume", run()});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.err,
              AllOf(HasSubstr("the cohort has changed since"), HasSubstr(run().string())));

  fs::remove_all(folder_ / "prepared");
  const RunResult gone = run_myolens({"resume", run()});
  EXPECT_EQ(gone.exit_code, 3);
  EXPECT_THAT(gone.err, HasSubstr((folder_ / "prepared").string()));
}

TEST(RunFolders, BelongToOneProcessAtATime) {
  TemporaryFolder folder;
  const fs::path run = folder / "run";
  RunningProgram first(cohort().train_words(run));
  wait_for(run / "run.json", first);
  first.send(SIGSTOP);
  for (const Words& words : {Words{"resume", run}, cohort().train_words(run)}) {
    const RunResult second = run_myolens(words);
    EXPECT_EQ(second.exit_code, 1);
    EXPECT_THAT(second.err, HasSubstr("another process works in " + run.string()));
  }
  EXPECT_THAT(run_myolens({"runs", folder.path()}).out, HasSubstr("being worked on"));
  first.send(SIGCONT);
  EXPECT_EQ(first.wait().exit_code, 0);
}

TEST(RunFolders, AreResumedOnlyWhenThereIsSomethingLeftToDo) {
  TemporaryFolder folder;
  const fs::path run = folder / "run";
  RunningProgram first(cohort().train_words(run));
  wait_for(run / "run.json", first);
  first.send(SIGINT);
  EXPECT_EQ(first.wait().signal, SIGINT);
  EXPECT_EQ(run_myolens({"resume", run}).exit_code, 0);

  const RunResult again = run_myolens({"resume", run});
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_THAT(again.err, AllOf(HasSubstr(run.string()), HasSubstr("is finished")));
  for (const fs::path& none : {folder.path(), folder / "nowhere"}) {
    const RunResult result = run_myolens({"resume", none});
    EXPECT_EQ(result.exit_code, 3);
    EXPECT_THAT(result.err, AllOf(HasSubstr(none.string()), HasSubstr("holds no run")));
  }
}

// While a stage is saved, and while the trained model is written.
TEST(RunFolders, SurviveAFullDisk) {
  TemporaryFolder folder;
  for (const size_t limit : {size_t{50'000}, size_t{20'000'000}}) {
    const fs::path run = folder / std::to_string(limit);
    const RunResult full = run_myolens(cohort().train_words(run), {.file_size_limit_bytes = limit});
    EXPECT_EQ(full.exit_code, 1);
    EXPECT_THAT(full.err,
                AllOf(HasSubstr("cannot write " + run.string()), HasSubstr("free space")));
    const RunResult resumed = run_myolens({"resume", run});
    EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
    EXPECT_EQ(run_myolens({"evaluate", run}).exit_code, 0);
  }
}

// In /proc nobody can make a folder, whoever runs the test.
TEST(FeatureCaches, AreLeftOutWithANoteWhenTheyCannotBeWritten) {
  TemporaryFolder folder;
  const fs::path file = folder.write("file", "no folder");
  for (const fs::path& cache : {file, fs::path("/proc/myolens")}) {
    const fs::path run = folder / ("run of " + cache.filename().string());
    const RunResult result =
        run_myolens({"train", cohort().prepared(), "--out", run, "--cache", cache, "--weights",
                     "random", "--backbone", "mobilenet", "--strategy", "warm-up",
                     "--warm-up-epochs", "1", "--folds", "2"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_THAT(result.err, AllOf(HasSubstr(cache.string()), HasSubstr("going on without it")));
  }
  EXPECT_EQ(read_text_file(file), "no folder");
}

}  // namespace
}  // namespace myolens
