#include "myolens/experiment/ensemble_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/experiment/choosing_table.h"
#include "tests/support/error_matcher.h"
#include "tests/unit/experiment/drawn_run.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

// The shared run, and another of the same patients that trains the head alone.
class EnsembleRunsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    train_quietly(options("second"));
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static TrainRunOptions options(const std::string& name) {
    TrainRunOptions options = quick_options(DrawnRun::shared().cohort(), *folder_ / name);
    options.procedure.strategy = Strategy::kWarmUpOnly;
    return options;
  }
  static fs::path first() { return DrawnRun::shared().run().path(); }
  static fs::path second() { return *folder_ / "second"; }

  static EnsembleOptions with(std::vector<fs::path> runs, const std::string& out) {
    EnsembleOptions ensemble;
    ensemble.runs = std::move(runs);
    ensemble.out = *folder_ / out;
    return ensemble;
  }

  static inline std::unique_ptr<TemporaryFolder> folder_;
};

std::vector<EnsembleCase> choosing_of(const std::vector<fs::path>& runs) {
  std::vector<MemberScores> members;
  for (const fs::path& run : runs) {
    const RunFolder folder(run);
    members.push_back(
        {run.filename().string(), read_facts(folder).temperature, read_choosing(folder, "CAD")});
  }
  return joined_members(members);
}

TEST_F(EnsembleRunsTest, FitsEachRuleToThePredictionsThatChose) {
  SilentProgress progress;
  const std::vector<EnsembleCase> cases = choosing_of({first(), second()});
  EXPECT_THAT(cases, SizeIs(16));
  for (const CombinationRule rule : kCombinationRules) {
    EnsembleOptions options = with({first(), second()}, std::string(name_of(rule)));
    options.rule = rule;
    options.threshold = ThresholdRule{ThresholdRule::Kind::kYouden, 0};
    const RunEnsemble made = ensemble_runs(options, progress);
    EXPECT_FALSE(made.choice);
    EXPECT_EQ(made.patients, 16U);
    const ModelEnsemble read = read_ensemble(options.out);
    const Combination expected = fit_combination(rule, cases);
    EXPECT_EQ(read.description.combination.rule, rule);
    EXPECT_EQ(read.description.combination.weights, expected.weights);
    EXPECT_EQ(read.description.combination.intercept, expected.intercept);
    EXPECT_EQ(read.description.combination.temperature, expected.temperature);
    EXPECT_EQ(read.description.threshold,
              *choose_threshold(combined_cases(expected, cases), *options.threshold));
    EXPECT_EQ(read.description.threshold_rule, "youden");
    EXPECT_THAT(read.description.members, ElementsAre("run", "second"));
    EXPECT_TRUE(read.description.synthetic_data);
    EXPECT_EQ(read.description.chosen_on, "out of fold, training patients");
    EXPECT_EQ(read_text_file(options.out / kEnsembleSplitFile),
              read_text_file(RunFolder(first()).split()));
  }
}

TEST_F(EnsembleRunsTest, ChoosesTheRuleWhereNoneIsGiven) {
  SilentProgress progress;
  const RunEnsemble made = ensemble_runs(with({first(), second()}, "chosen"), progress);
  ASSERT_TRUE(made.choice);
  const CombinationChoice expected =
      choose_combination(choosing_of({first(), second()}), DrawnRun::shared().facts().seed);
  EXPECT_EQ(made.description.combination.rule, expected.rule);
  EXPECT_EQ(made.choice->losses, expected.losses);
  EXPECT_TRUE(read_ensemble(*folder_ / "chosen").description.rule_chosen);
  EXPECT_EQ(made.description.threshold_rule, DrawnRun::shared().facts().threshold_rule);
}

TEST_F(EnsembleRunsTest, RefusesRunsThatDoNotBelongTogether) {
  SilentProgress progress;
  const auto refused = [&](const std::vector<fs::path>& runs) {
    return [&, runs] { ensemble_runs(with(runs, "refused"), progress); };
  };
  EXPECT_THAT(refused({}), FailsWith(ErrorCode::kInvalidArgument, HasSubstr("1 to 16 runs")));
  EXPECT_THAT(refused({first(), first() / "."}),
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("named twice")));
  EXPECT_THAT(refused({first(), *folder_ / "nowhere"}),
              FailsWith(ErrorCode::kNotFound, HasSubstr("nowhere")));

  TrainRunOptions validation = options("validation");
  validation.protocol = Protocol::kValidation;
  train_quietly(validation);
  EXPECT_THAT(refused({first(), validation.out}),
              FailsWith(ErrorCode::kInvalidArgument,
                        AllOf(HasSubstr("validation cannot join run"), HasSubstr("protocol"))));

  TrainRunOptions reseeded = options("reseeded");
  reseeded.procedure.training.seed = 2;
  train_quietly(reseeded);
  EXPECT_THAT(refused({first(), reseeded.out}),
              FailsWith(ErrorCode::kBadData, HasSubstr("test patients are others")));

  TrainRunOptions thresholded = options("thresholded");
  thresholded.procedure.threshold.kind = ThresholdRule::Kind::kYouden;
  train_quietly(thresholded);
  EXPECT_THAT(refused({first(), thresholded.out}),
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("--threshold")));

  prepare_drawn_cohort(*folder_ / "screens", *folder_ / "elsewhere", {100, 20, 2, false});
  TrainRunOptions elsewhere = options("other cohort");
  elsewhere.cohort = *folder_ / "elsewhere";
  train_quietly(elsewhere);
  EXPECT_THAT(refused({first(), elsewhere.out}),
              FailsWith(ErrorCode::kBadData, HasSubstr("another cohort")));
  EXPECT_FALSE(fs::exists(*folder_ / "refused"));
}

TEST_F(EnsembleRunsTest, RefusesOtherChoosingPatientsAndRunsThatKeepNone) {
  SilentProgress progress;
  const RunFolder copy = DrawnRun::shared().copied_to(*folder_ / "older");
  const auto refused = [&] { ensemble_runs(with({first(), copy.path()}, "refused"), progress); };
  std::string text = read_text_file(copy.choosing());
  write_file(copy.choosing(), text.substr(0, text.rfind('\n', text.size() - 2) + 1));
  EXPECT_THAT(refused, FailsWith(ErrorCode::kBadData, HasSubstr("older (second list)")));
  fs::remove(copy.choosing());
  EXPECT_THAT(refused, FailsWith(ErrorCode::kNotFound, HasSubstr("train it again")));
}

TEST(JoinedMembers, DividesEachLogitByItsTemperatureAndJoinsByName) {
  const std::vector<ScoredCase> first{{"P1", "a", 1, 2}, {"P2", "b", 0, -3}};
  const std::vector<ScoredCase> second{{"P2", "b", 0, 1}, {"P1", "a", 1, 4}};
  const std::vector<MemberScores> members{{"x", 2, first}, {"y", 0.5, second}};
  const std::vector<EnsembleCase> joined = joined_members(members);
  ASSERT_THAT(joined, SizeIs(2));
  EXPECT_THAT(joined[0].logits, ElementsAre(1, 8));
  EXPECT_THAT(joined[1].logits, ElementsAre(-1.5, 2));
  EXPECT_EQ(joined[1].truth, 0);
}

}  // namespace
}  // namespace myolens
