#include "myolens/experiment/run_list.h"

#include <gtest/gtest.h>

#include "myolens/experiment/open_run.h"
#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::chrono::seconds kInterval{60};

RunIdentity identity_of(const std::string& protocol) {
  RunIdentity identity;
  identity.words = {"train", "prepared/"};
  identity.backbone = "vgg16";
  identity.strategy = "warm-up";
  identity.protocol = protocol;
  return identity;
}

void write_finished(const fs::path& folder, const RunIdentity& identity) {
  OpenRun(folder, identity, false, kInterval).finish();
}

std::vector<std::string> folders_of(const RunList& list) {
  std::vector<std::string> folders;
  for (const ListedRun& run : list.runs) folders.push_back(run.folder.string());
  return folders;
}

class RunListTest : public testing::Test {
 protected:
  std::string at(const std::string& name) const { return (folder_ / name).string(); }

  TemporaryFolder folder_;
};

TEST_F(RunListTest, TellsUnfinishedRunsFromFinishedOnes) {
  write_finished(folder_ / "c", identity_of("holdout"));
  OpenRun(folder_ / "b", identity_of("holdout"), false, kInterval);
  const OpenRun working(folder_ / "a", identity_of("paper"), false, kInterval);
  const RunList list = list_runs({folder_.path()});
  ASSERT_THAT(folders_of(list), ElementsAre(at("a"), at("b"), at("c")));
  EXPECT_EQ(list.runs[0].state, RunState::kWorkedOn);
  EXPECT_EQ(list.runs[0].protocol, "paper");
  EXPECT_EQ(list.runs[1].state, RunState::kUnfinished);
  EXPECT_EQ(list.runs[2].state, RunState::kFinished);
  EXPECT_EQ(list.runs[2].command, "train");
  EXPECT_EQ(list.runs[2].backbone, "vgg16");
  EXPECT_EQ(list.runs[2].strategy, "warm-up");
  EXPECT_FALSE(list.runs[2].scores);
}

TEST_F(RunListTest, ReadsScoresWithTheirIntervals) {
  write_finished(folder_ / "run", identity_of("paper"));
  folder_.write("run/evaluation/test/metrics.json",
                R"({"selected_on_test_set": true, "summary": {"binary": {
                    "accuracy": {"value": 0.75, "low": 0.5, "high": 0.875},
                    "auc": {"value": null, "low": null, "high": null}}}})");
  const RunList list = list_runs({folder_.path()});
  ASSERT_TRUE(list.runs.at(0).scores);
  const RunScores& scores = *list.runs[0].scores;
  EXPECT_EQ(scores.set, "test");
  EXPECT_TRUE(scores.selected_on_test_set);
  EXPECT_EQ(scores.accuracy.value, 0.75);
  EXPECT_EQ(scores.accuracy.interval->low, 0.5);
  EXPECT_EQ(scores.accuracy.interval->high, 0.875);
  EXPECT_FALSE(scores.auc.value);
  EXPECT_FALSE(scores.auc.interval);
}

TEST_F(RunListTest, TakesTheEstimateOfCrossValidation) {
  write_finished(folder_ / "run", identity_of("crossval"));
  folder_.write("run/crossval.json",
                R"({"accuracy_within_folds": {"mean": 0.5, "low": 0.25, "high": 0.75},
                    "auc_within_folds": {"mean": 0.625, "low": 0.375, "high": 0.875}})");
  const RunList list = list_runs({folder_.path()});
  ASSERT_TRUE(list.runs.at(0).scores);
  EXPECT_EQ(list.runs[0].scores->set, "crossval");
  EXPECT_EQ(list.runs[0].scores->auc.value, 0.625);
  EXPECT_EQ(list.runs[0].scores->auc.interval->high, 0.875);
}

TEST_F(RunListTest, HoldsTheRowsOfComparisons) {
  RunIdentity comparison;
  comparison.words = {"compare", "strategies", "prepared/"};
  write_finished(folder_ / "comparison", comparison);
  RunIdentity row = identity_of("validation");
  row.words = comparison.words;
  row.row_of_comparison = true;
  write_finished(folder_ / "comparison/warm-up", row);
  const RunList list = list_runs({folder_.path()});
  ASSERT_THAT(folders_of(list), ElementsAre(at("comparison"), at("comparison/warm-up")));
  EXPECT_EQ(list.runs[0].command, "compare strategies");
  EXPECT_EQ(list.runs[1].command, "compare");
  EXPECT_THAT(folders_of(list_runs({folder_ / "comparison"})),
              ElementsAre(at("comparison"), at("comparison/warm-up")));
}

TEST_F(RunListTest, TakesRunFoldersThemselvesAndOverlooksOthers) {
  write_finished(folder_ / "some/run", identity_of("holdout"));
  folder_.write("some/notes/readme.txt", "no run");
  folder_.write("some/deeper/than/run.json", "{}");
  EXPECT_THAT(folders_of(list_runs({folder_ / "some/run/"})), ElementsAre(at("some/run")));
  EXPECT_THAT(folders_of(list_runs({folder_ / "some"})), ElementsAre(at("some/run")));
  EXPECT_TRUE(list_runs({folder_.path()}).runs.empty());
  EXPECT_THAT([&] { list_runs({folder_ / "nowhere"}); },
              FailsWith(ErrorCode::kNotFound, HasSubstr("nowhere")));
}

TEST_F(RunListTest, NamesDamagedRunsBesideTheSoundOnes) {
  write_finished(folder_ / "sound", identity_of("holdout"));
  write_finished(folder_ / "scores", identity_of("holdout"));
  folder_.write("scores/evaluation/test/metrics.json", "{}");
  write_finished(folder_ / "settings", identity_of("holdout"));
  fs::remove(folder_ / "settings/config.toml");
  folder_.write("identity/run.json", "{");
  const RunList list = list_runs({folder_.path()});
  EXPECT_THAT(folders_of(list), ElementsAre(at("sound")));
  ASSERT_EQ(list.damaged.size(), 3U);
  EXPECT_EQ(list.damaged[0].folder, folder_ / "identity");
  EXPECT_THAT(list.damaged[0].reason, HasSubstr("run.json"));
  EXPECT_THAT(list.damaged[1].reason, HasSubstr("metrics.json"));
  EXPECT_THAT(list.damaged[2].reason, HasSubstr("config.toml"));
}

}  // namespace
}  // namespace myolens
