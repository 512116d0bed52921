#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/program/small_cohort.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;

json runs_in(const fs::path& folder) {
  return json::parse(run_myolens({"runs", folder, "--json"}).out);
}

TEST(Runs, AreListedWithStateAndScores) {
  TemporaryFolder folder;
  const fs::path run = folder / "first";
  ASSERT_EQ(run_myolens(SmallCohort::shared().train_words(run)).exit_code, 0);
  EXPECT_EQ(runs_in(folder.path()).at("runs").at(0).at("scores"), nullptr);
  const json judged = json::parse(run_myolens({"evaluate", run, "--json"}).out);

  const json listed = runs_in(folder.path()).at("runs");
  ASSERT_EQ(listed.size(), 1U);
  const json& first = listed.at(0);
  EXPECT_EQ(first.at("name"), "first");
  EXPECT_EQ(first.at("folder"), run.string());
  EXPECT_EQ(first.at("state"), "finished");
  EXPECT_EQ(first.at("command"), "train");
  EXPECT_EQ(first.at("backbone"), "densenet121");
  EXPECT_EQ(first.at("strategy"), "two-stage");
  EXPECT_EQ(first.at("protocol"), "holdout");
  for (const char* score : {"accuracy", "auc"}) {
    for (const char* number : {"value", "low", "high"}) {
      EXPECT_EQ(first.at("scores").at(score).at(number),
                judged.at("summary").at("binary").at(score).at(number));
    }
  }
  const RunResult table = run_myolens({"runs", run});
  EXPECT_EQ(table.exit_code, 0);
  EXPECT_THAT(table.out, AllOf(ContainsRegex(run.string() + " .*finished .*train .*densenet121 "
                                                            ".*two-stage .*holdout .*test "),
                               HasSubstr("not a medical device")));
}

TEST(Runs, ThatChoseOnTheTestSetAreCalledThat) {
  TemporaryFolder folder;
  const Words words = SmallCohort::shared().train_words(folder / "run");
  ASSERT_EQ(run_myolens(words + Words{"--protocol", "paper", "--search-epochs", "2"}).exit_code, 0);
  ASSERT_EQ(run_myolens({"evaluate", folder / "run"}).exit_code, 0);
  EXPECT_THAT(run_myolens({"runs", folder.path()}).out, HasSubstr("SELECTED ON THE TEST SET"));
  EXPECT_EQ(runs_in(folder.path()).at("runs").at(0).at("scores").at("selected_on_test_set"), true);
}

TEST(Runs, ThatAreDamagedDoNotHideTheOthers) {
  TemporaryFolder folder;
  folder.write("damaged/run.json", "{");
  const RunResult result = run_myolens({"runs", folder.path()});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.out, HasSubstr((folder / "damaged").string()));
}

TEST(Runs, NeedAFolderThatIsThere) {
  TemporaryFolder folder;
  const RunResult none = run_myolens({"runs", folder.path()});
  EXPECT_EQ(none.exit_code, 0);
  EXPECT_THAT(none.out, HasSubstr("No runs"));
  const RunResult missing = run_myolens({"runs", folder / "nowhere"});
  EXPECT_EQ(missing.exit_code, 3);
  EXPECT_THAT(missing.err, HasSubstr((folder / "nowhere").string()));
}

}  // namespace
}  // namespace myolens
