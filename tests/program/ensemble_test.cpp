#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/program/small_cohort.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

// Two runs of the same patients and what is made of them.
class Ensemble : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    const SmallCohort& cohort = SmallCohort::shared();
    ASSERT_EQ(run_myolens(cohort.train_words(run("two-stage"))).exit_code, 0);
    ASSERT_EQ(
        run_myolens(cohort.train_words(run("warm-up")) + Words{"--strategy", "warm-up"}).exit_code,
        0);
    made_ = run_myolens({"ensemble", run("two-stage"), run("warm-up"), "--out", ensemble()});
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static fs::path run(const std::string& name) { return *folder_ / name; }
  static fs::path ensemble() { return *folder_ / "ensemble"; }

  static std::string screen() {
    return list_files(SmallCohort::shared().prepared() / "images").front().string();
  }

  static inline std::unique_ptr<TemporaryFolder> folder_;
  static inline RunResult made_;
};

TEST_F(Ensemble, IsPutTogetherAndSaysHow) {
  EXPECT_EQ(made_.exit_code, 0) << made_.err;
  EXPECT_THAT(made_.out, AllOf(HasSubstr("is taken for its cross-entropy"), HasSubstr("warm-up"),
                               HasSubstr("synthetic patients"), HasSubstr("Research use only")));
  const RunResult again =
      run_myolens({"ensemble", run("two-stage"), run("warm-up"), "--out", ensemble()});
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_THAT(again.err, HasSubstr("never overwritten"));
  const RunResult stacked = run_myolens({"ensemble", run("two-stage"), run("warm-up"), "--rule",
                                         "stacked", "--out", *folder_ / "stacked", "--json"});
  EXPECT_EQ(json::parse(stacked.out).at("rule"), "stacked");
  EXPECT_EQ(json::parse(stacked.out).at("weights").size(), 2U);
  const RunResult misspelt = run_myolens(
      {"ensemble", run("two-stage"), "--rule", "weightd", "--out", *folder_ / "misspelt"});
  EXPECT_EQ(misspelt.exit_code, 2);
  EXPECT_THAT(misspelt.err, HasSubstr("weighted"));
}

TEST_F(Ensemble, IsTheSameFromTheSameRuns) {
  ASSERT_EQ(run_myolens({"ensemble", run("two-stage"), run("warm-up"), "--out", *folder_ / "twin"})
                .exit_code,
            0);
  EXPECT_EQ(read_file(*folder_ / "twin" / "ensemble.json"),
            read_file(ensemble() / "ensemble.json"));
  EXPECT_EQ(read_file(*folder_ / "twin" / "SHA256SUMS"), read_file(ensemble() / "SHA256SUMS"));
}

TEST_F(Ensemble, ReadsAndExplainsLikeASingleModel) {
  const RunResult predicted = run_myolens({"predict", ensemble(), screen(), "--json"});
  const json answer = json::parse(predicted.out);
  ASSERT_EQ(answer.at("cases").size(), 1U) << predicted.err;
  const json& one = answer.at("cases")[0];
  if (one.at("assessed")) {
    const double probability = one.at("probability");
    EXPECT_TRUE(probability > 0 && probability < 1);
  }
  EXPECT_EQ(answer.at("positive_label"), "CAD");
  EXPECT_TRUE(answer.at("model_trained_on_synthetic_data"));

  const RunResult explained =
      run_myolens({"explain", ensemble(), screen(), "--out", *folder_ / "explained", "--json"});
  const json shown = json::parse(explained.out);
  EXPECT_EQ(shown.at("cases")[0].at("assessed"), one.at("assessed"));
  EXPECT_EQ(fs::exists(*folder_ / "explained" / "1_overlay.png"), bool(one.at("assessed")));
  EXPECT_THAT(run_myolens({"explain", ensemble()}).err, HasSubstr("name screens"));
}

TEST_F(Ensemble, IsJudgedOnTheTestPatientsOfItsRuns) {
  const RunResult judged =
      run_myolens({"evaluate", ensemble(), "--out", *folder_ / "judged", "--json"});
  EXPECT_EQ(judged.exit_code, 0) << judged.err;
  const json metrics = json::parse(judged.out);
  EXPECT_EQ(metrics.at("set"), "test");
  EXPECT_EQ(metrics.at("test_part_openings"), 1);
  const RunResult reported = run_myolens({"report", *folder_ / "judged"});
  EXPECT_EQ(reported.exit_code, 0) << reported.err;
  EXPECT_THAT(read_text_file(*folder_ / "judged" / "report.html"),
              HasSubstr("CAD classifier judged: ensemble of two-stage warm-up"));
  const RunResult single = run_myolens({"evaluate", run("warm-up"), "--json"});
  EXPECT_EQ(metrics.at("summary").at("confusion").size(),
            json::parse(single.out).at("summary").at("confusion").size());
  EXPECT_THAT(run_myolens({"evaluate", ensemble()}).err, HasSubstr("--out"));
}

TEST_F(Ensemble, IsRefusedWhenAMemberWasChanged) {
  const fs::path copy = *folder_ / "copy";
  fs::copy(ensemble(), copy, fs::copy_options::recursive);
  const fs::path weights = copy / "members/2/weights.safetensors";
  Bytes bytes = read_file(weights);
  bytes.back() ^= 1;
  write_file(weights, bytes);
  const RunResult result = run_myolens({"predict", copy, screen()});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.err, HasSubstr("members/2/weights.safetensors has SHA-256"));
  const RunResult exported = run_myolens({"export", ensemble(), "--onnx", *folder_ / "model.onnx"});
  EXPECT_EQ(exported.exit_code, 2);
  EXPECT_THAT(exported.err, HasSubstr("members/1"));
}

TEST_F(Ensemble, IsNotMadeOfStrangers) {
  ASSERT_EQ(
      run_myolens(SmallCohort::shared().train_words(run("other")) + Words{"--seed", "2"}).exit_code,
      0);
  const RunResult result =
      run_myolens({"ensemble", run("two-stage"), run("other"), "--out", *folder_ / "none"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.err, HasSubstr("other cannot join two-stage"));
  EXPECT_FALSE(fs::exists(*folder_ / "none"));
}

}  // namespace
}  // namespace myolens
