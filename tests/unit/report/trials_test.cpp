#include "myolens/report/trials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/experiment/trials_table.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

HeadTrialRun head_run(size_t trial, size_t rung, int epochs, double loss) {
  HeadTrialRun run;
  run.run = {trial, {0, rung, 3, epochs}};
  run.configuration = {{{128, 64}, 0.25}, 3.5, 1e-5, 32};
  run.best.epoch = epochs - 1;
  run.best.validation_loss = loss;
  run.best.validation_accuracy = 0.75;
  return run;
}

constexpr const char* kHeader =
    "trial,epochs,hidden_units,dropout,a,l2,batch_size,best_epoch,validation_loss,"
    "validation_accuracy,chosen\n";

std::vector<SearchRun> read_text(const std::string& rows) {
  const TemporaryFolder folder;
  write_file(folder.path() / "trials.csv", kHeader + rows);
  return read_trials(folder.path() / "trials.csv");
}

std::string fault_of(const std::string& rows) {
  try {
    read_text(rows);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kBadFormat);
    return error.what();
  }
  return "";
}

TEST(Trials, AreReadAsTheSearchWroteThem) {
  const TemporaryFolder folder;
  const RunFolder run(folder.path());
  HeadSearchResult result;
  result.runs = {head_run(0, 0, 1, 0.7), head_run(1, 0, 1, 0.6), head_run(1, 1, 3, 0.4)};
  result.runs[0].configuration.head.hidden_units.clear();
  result.runs[0].best.validation_loss.reset();
  result.best = 2;
  write_trials(run, result, LearningRateRule::kA);
  const std::vector<SearchRun> runs = read_trials(run.trials());
  ASSERT_EQ(runs.size(), 3u);
  EXPECT_TRUE(runs[0].hidden_units.empty());
  EXPECT_FALSE(runs[0].loss.has_value());
  EXPECT_EQ(runs[2].trial, 1);
  EXPECT_EQ(runs[2].epochs, 3);
  EXPECT_THAT(runs[2].hidden_units, ElementsAre(128, 64));
  EXPECT_EQ(runs[2].dropout, 0.25);
  EXPECT_EQ(runs[2].a, 3.5);
  EXPECT_EQ(runs[2].l2, 1e-5);
  EXPECT_EQ(runs[2].batch_size, 32);
  EXPECT_EQ(runs[2].best_epoch, 2);
  EXPECT_EQ(runs[2].loss, 0.4);
  EXPECT_EQ(runs[2].accuracy, 0.75);
  EXPECT_FALSE(runs[1].chosen);
  EXPECT_TRUE(runs[2].chosen);
}

TEST(Trials, LastRunOfAConfigurationKeepsThatItWasChosenBefore) {
  const auto last = last_runs(read_text(
      "1,1,,0,3,0,16,1,0.6,0.7,\n0,1,,0,3,0,16,1,0.5,0.7,yes\n0,3,,0,3,0,16,1,0.5,0.7,\n"));
  ASSERT_EQ(last.size(), 2u);
  EXPECT_EQ(last[0].trial, 0);
  EXPECT_EQ(last[0].epochs, 3);
  EXPECT_TRUE(last[0].chosen);
  EXPECT_FALSE(last[1].chosen);
}

TEST(Trials, DamagedTablesAreRefusedWithTheirLine) {
  const std::string sound = "0,1,32,0.5,3,0,16,1,0.6,0.7,yes\n";
  EXPECT_EQ(fault_of(sound), "");
  EXPECT_THAT(fault_of(sound + "0,1,32,0.5,3,0,16,1,0.6,0.7,\n"), HasSubstr("line 3"));
  EXPECT_THAT(fault_of("0,1,32,0.5,3,0,16,1,0.6,0.7,\n"), HasSubstr("exactly one run"));
  EXPECT_THAT(fault_of(sound + "1,1,32,0.5,3,0,16,1,0.6,0.7,yes\n"), HasSubstr("exactly one run"));
  EXPECT_THAT(fault_of("0,1,32,1,3,0,16,1,0.6,0.7,yes\n"), HasSubstr("dropout"));
  EXPECT_THAT(fault_of("0,1,0,0.5,3,0,16,1,0.6,0.7,yes\n"), HasSubstr("hidden layer"));
  EXPECT_THAT(fault_of("0,1,32,0.5,3,-1,16,1,0.6,0.7,yes\n"), HasSubstr("l2"));
  EXPECT_THAT(fault_of("0,1,32,0.5,3,0,0,1,0.6,0.7,yes\n"), HasSubstr("batch_size"));
  EXPECT_THAT(fault_of("0,1,32,0.5,3,0,16,1,,0.7,yes\n"), HasSubstr("has a loss"));
  EXPECT_THAT(fault_of("0,1,32,0.5,3,0,16,1,0.6,0.7,no\n"), HasSubstr("yes or nothing"));
  EXPECT_NE(fault_of("0,1,32,often,3,0,16,1,0.6,0.7,yes\n"), "");
}

}  // namespace
}  // namespace myolens
