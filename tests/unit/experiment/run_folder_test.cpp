#include "myolens/experiment/run_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

using testing::_;
using testing::HasSubstr;

class RunFolderTest : public testing::Test {
 protected:
  const TemporaryFolder folder_;
  const RunFolder run_{folder_.path()};
};

TEST_F(RunFolderTest, KeepsTheFactsOfARun) {
  RunFacts facts;
  facts.cohort = "/data/prepared \"maps\"";
  facts.rule = "B";
  facts.a = 3.3;
  facts.selection = "accuracy";
  facts.seed = 0xFFFFFFFFFFFFFFFF;
  facts.parameters = 58'331'648;
  facts.feature_seconds = 12.5;
  facts.search = {143, 206, 17, 4.5};
  facts.parts = {{"train", 83, 56}, {"test", 26, 18}};
  facts.stages = {{"warm-up", "head_dense_1", 131'202, 1e-4, 17, 80.25},
                  {"fine-tuning", "conv4_x", 19'148'800, 1e-5, 0, 0.1}};
  write_facts(run_, facts);
  const RunFacts read = read_facts(run_);
  EXPECT_EQ(read.cohort, facts.cohort);
  EXPECT_EQ(read.rule, facts.rule);
  EXPECT_EQ(read.a, facts.a);
  EXPECT_EQ(read.selection, facts.selection);
  EXPECT_EQ(read.seed, facts.seed);
  EXPECT_EQ(read.parameters, facts.parameters);
  EXPECT_EQ(read.feature_seconds, facts.feature_seconds);
  EXPECT_EQ(read.search.configurations, 143U);
  EXPECT_EQ(read.search.runs, 206U);
  EXPECT_EQ(read.search.best_trial, 17U);
  EXPECT_EQ(read.search.seconds, 4.5);
  ASSERT_EQ(read.parts.size(), 2U);
  EXPECT_EQ(read.parts[1].name, "test");
  EXPECT_EQ(read.parts[1].positives, 26);
  EXPECT_EQ(read.parts[1].negatives, 18);
  ASSERT_EQ(read.stages.size(), 2U);
  EXPECT_EQ(read.stages[0].name, "warm-up");
  EXPECT_EQ(read.stages[0].first_trained_layer, "head_dense_1");
  EXPECT_EQ(read.stages[0].trained_parameters, 131'202);
  EXPECT_EQ(read.stages[0].learning_rate, 1e-4);
  EXPECT_EQ(read.stages[0].best_epoch, 17);
  EXPECT_EQ(read.stages[0].seconds, 80.25);
}

TEST_F(RunFolderTest, KeepsTheHistoryToTheLastBit) {
  const std::vector<StageHistory> history{
      {"warm-up",
       {{0, std::nullopt, std::nullopt, 1.0 / 3, 0.5}, {1, 0.1 + 0.2, 2.0 / 3, 1e-300, 1}}},
      {"fine-tuning", {{0, std::nullopt, std::nullopt, 0.25, 0}}}};
  write_history(run_, history);
  const auto read = read_history(run_);
  ASSERT_EQ(read.size(), history.size());
  for (size_t stage = 0; stage < history.size(); ++stage) {
    EXPECT_EQ(read[stage].stage, history[stage].stage);
    ASSERT_EQ(read[stage].epochs.size(), history[stage].epochs.size());
    for (size_t i = 0; i < history[stage].epochs.size(); ++i) {
      const EpochScores& found = read[stage].epochs[i];
      const EpochScores& expected = history[stage].epochs[i];
      EXPECT_EQ(found.epoch, expected.epoch);
      EXPECT_EQ(found.training_loss, expected.training_loss);
      EXPECT_EQ(found.training_accuracy, expected.training_accuracy);
      EXPECT_EQ(found.validation_loss, expected.validation_loss);
      EXPECT_EQ(found.validation_accuracy, expected.validation_accuracy);
    }
  }
}

TEST_F(RunFolderTest, NamesADamagedFile) {
  EXPECT_THAT([&] { read_facts(run_); }, FailsWith(ErrorCode::kNotFound, _));
  EXPECT_THAT([&] { read_history(run_); }, FailsWith(ErrorCode::kNotFound, _));
  for (const char* text : {"", "{", "[]", R"({"cohort": 7})"}) {
    write_file(run_.facts(), std::string_view(text));
    EXPECT_THAT([&] { read_facts(run_); },
                FailsWith(ErrorCode::kBadFormat, HasSubstr("training.json")))
        << text;
  }
  write_file(run_.history(), std::string_view("stage,epoch\nwarm-up,1\n"));
  EXPECT_THAT([&] { read_history(run_); },
              FailsWith(ErrorCode::kBadData, HasSubstr("training_loss")));
}

}  // namespace
}  // namespace myolens
