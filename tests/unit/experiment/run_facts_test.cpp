#include "myolens/experiment/run_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace myolens {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

FittedStage stage(const std::string& name, int epoch, bool refitted) {
  FittedStage fitted;
  fitted.plan.recipe.name = name;
  fitted.plan.recipe.learning_rate = name == "warm-up" ? 1e-3 : 1e-4;
  fitted.plan.first_trained = name + " layer";
  fitted.plan.parameters = 7;
  fitted.epoch = epoch;
  fitted.curve.resize(4);
  if (refitted) fitted.refit.resize(static_cast<size_t>(epoch) + 1);
  fitted.seconds = 2.5;
  return fitted;
}

// Three positive and two negative samples; at a threshold of 0.6 the second positive one is missed
// and the last negative one is called. Of the six pairs, the positive sample wins four.
struct Judged {
  Judged() {
    data.labels = {0, 0, 0, 1, 1};
    for (size_t i = 0; i < data.labels.size(); ++i) {
      data.entries.push_back(i);
      data.checksums.push_back({"P" + std::to_string(i), std::to_string(i) + ".png", ""});
    }
    result.choosing = {{0, 4.0}, {1, 0.2}, {2, 2.0}, {3, -1.0}, {4, 3.0}};
    result.temperature = 2;
    result.threshold = 0.6;
  }
  TrainingData data;
  ProcedureResult result;
};

TrainRunOptions some_options() {
  TrainRunOptions options;
  options.cohort = "/data/prepared";
  return options;
}

ModelBundle small_start() {
  ModelBundle start;
  start.backbone = "mobilenet";
  start.input_size = 32;
  start.labels = {"CAD", "non-CAD"};
  return start;
}

TEST(RunFacts, TellWhatWasFoundAndNotOnlyWhatWasAsked) {
  TrainRunOptions options;
  options.cohort = "/data/../data/prepared";
  options.folds = 3;
  options.procedure.training.a = 4;
  options.procedure.threshold.kind = ThresholdRule::Kind::kYouden;
  ProcedureResult result;
  result.training = options.procedure.training;
  result.training.a = 3.25;  // a search found it
  result.training.batch_size = 8;
  result.training.head = {{16, 4}, 0.1};
  result.training.rule = LearningRateRule::kC;
  result.training.selection = Selection::kAccuracy;
  result.training.optimiser.kind = OptimiserKind::kAdamW;
  result.training.augmentation.variants = 3;
  result.stages = {stage("warm-up", 2, true), stage("fine-tuning", 0, true)};
  result.temperature = 1.5;
  result.fold_seconds = 9;
  const RunFacts facts = run_facts(result, small_start(), options);
  EXPECT_EQ(facts.cohort, "/data/prepared");
  EXPECT_EQ(facts.protocol, "holdout");
  EXPECT_EQ(facts.folds, 3);
  EXPECT_EQ(facts.a, 3.25);
  EXPECT_EQ(facts.batch_size, 8U);
  EXPECT_EQ(facts.rule, "C");
  EXPECT_EQ(facts.selection, "accuracy");
  EXPECT_EQ(facts.optimiser, "adamw");
  EXPECT_EQ(facts.variants, 4U);
  EXPECT_EQ(facts.temperature, 1.5);
  EXPECT_EQ(facts.threshold_rule, "youden");
  EXPECT_EQ(facts.fold_seconds, 9);
  // MobileNet without top has 3,228,864.
  EXPECT_EQ(facts.parameters, 3'228'864 + 1025 * 16 + 17 * 4 + 5 * 2);
  EXPECT_EQ(facts.search.runs, 0U);
  ASSERT_THAT(facts.stages, SizeIs(2));
  EXPECT_EQ(facts.stages[0].name, "warm-up");
  EXPECT_EQ(facts.stages[0].first_trained_layer, "warm-up layer");
  EXPECT_EQ(facts.stages[0].trained_parameters, 7);
  EXPECT_EQ(facts.stages[0].learning_rate, 1e-3);
  EXPECT_EQ(facts.stages[0].best_epoch, 2);
  EXPECT_EQ(facts.stages[0].seconds, 2.5);
}

TEST(RunFacts, CountFoldsWhereFoldsChose) {
  TrainRunOptions options = some_options();
  ProcedureResult result;
  const auto folds = [&](Protocol protocol) {
    options.protocol = protocol;
    return run_facts(result, small_start(), options).folds;
  };
  EXPECT_EQ(folds(Protocol::kHoldout), 5);
  EXPECT_EQ(folds(Protocol::kCrossval), 5);
  EXPECT_EQ(folds(Protocol::kValidation), 0);
  EXPECT_EQ(folds(Protocol::kPaper), 0);
}

TEST(RunFacts, CountTheConfigurationsOfASearchOnce) {
  ProcedureResult result;
  result.search.emplace();
  for (const int rung : {0, 0, 0, 1}) {
    HeadTrialRun one;
    one.run.trial = result.search->runs.size() + 10;
    one.run.rung.rung = rung;
    result.search->runs.push_back(one);
  }
  result.search->best = 2;
  result.search_seconds = 6;
  const SearchFacts facts = run_facts(result, small_start(), some_options()).search;
  EXPECT_EQ(facts.configurations, 3U);
  EXPECT_EQ(facts.runs, 4U);
  EXPECT_EQ(facts.best_trial, 12U);
  EXPECT_EQ(facts.seconds, 6);
}

TEST(RunFacts, PutTheLastFitsBehindTheCurvesThatChose) {
  ProcedureResult result;
  result.stages = {stage("warm-up", 2, true), stage("fine-tuning", 1, true)};
  const auto histories = stage_histories(result);
  ASSERT_THAT(histories, SizeIs(4));
  EXPECT_EQ(histories[0].stage, "warm-up");
  EXPECT_THAT(histories[0].epochs, SizeIs(4));
  EXPECT_EQ(histories[1].stage, "fine-tuning");
  EXPECT_EQ(histories[2].stage, "warm-up refit");
  EXPECT_THAT(histories[2].epochs, SizeIs(3));
  EXPECT_EQ(histories[3].stage, "fine-tuning refit");
  result.stages = {stage("training", 2, false)};
  EXPECT_THAT(stage_histories(result), SizeIs(1));
}

TEST(ChoosingMetrics, AreThoseOfTheSamplesThatChose) {
  const Judged judged;
  const auto metrics = choosing_metrics(judged.result, judged.data, Protocol::kHoldout);
  const std::vector<std::string> names{"accuracy", "sensitivity", "specificity", "AUC"};
  const std::vector<double> values{3.0 / 5, 2.0 / 3, 1.0 / 2, 4.0 / 6};
  ASSERT_EQ(metrics.size(), names.size());
  for (size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(metrics[i].name, names[i]);
    EXPECT_NEAR(metrics[i].value, values[i], 1e-12) << names[i];
    ASSERT_TRUE(metrics[i].low && metrics[i].high) << names[i];
    EXPECT_LE(*metrics[i].low, metrics[i].value);
    EXPECT_GE(*metrics[i].high, metrics[i].value);
  }
}

TEST(ChoosingMetrics, SayOnWhomTheyWereMeasured) {
  const Judged judged;
  const auto set = [&](Protocol protocol) {
    return choosing_metrics(judged.result, judged.data, protocol)[0].measured_on;
  };
  EXPECT_EQ(set(Protocol::kHoldout), "out of fold, training patients");
  EXPECT_EQ(set(Protocol::kCrossval), "out of fold, training patients");
  EXPECT_EQ(set(Protocol::kValidation), "validation patients, which chose");
  EXPECT_EQ(set(Protocol::kPaper), "test patients, which chose: optimistic");
}

// sigmoid(logit / temperature): 1 / (1 + e^-2) = 0.8807970779778823.
TEST(ChoosingCases, HaveTheCalibratedProbability) {
  const Judged judged;
  const auto cases = choosing_cases(judged.result, judged.data);
  ASSERT_THAT(cases, SizeIs(5));
  EXPECT_NEAR(cases[0].score, 0.8807970779778823, 1e-15);
  EXPECT_NEAR(probability(-4, 2), 1 - 0.8807970779778823, 1e-15);
  std::vector<int> truths;
  for (const ScoredCase& one : cases) truths.push_back(one.truth);
  EXPECT_THAT(truths, ElementsAre(1, 1, 1, 0, 0));
  EXPECT_EQ(cases[3].patient, "P3");
  EXPECT_EQ(cases[3].file, "3.png");
}

}  // namespace
}  // namespace myolens
