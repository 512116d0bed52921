#include "myolens/training/stage_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::DoubleEq;
using testing::Each;
using testing::ElementsAre;
using testing::Field;

// input -> low -> bn_low -> conv_a -> bn_a -> conv_b -> head of 3 units and 2 classes.
class StagePlanning : public testing::Test {
 protected:
  StagePlanning() {
    LayerId x = network_.graph.input("input", {4, 4, 1});
    for (const char* name : {"low", "a", "b"}) {
      x = network_.graph.add(name, Conv2D{2, {1, 1}, {1, 1}}, x);
      x = network_.graph.add(std::string(name) + "_bn", BatchNormalization{}, x);
    }
    backbone_ = network_.graph;
    settings_.cut = FromLayer{"a"};
    network_.head = append_head(network_.graph, {{3}, 0.5}, 2);
  }

  std::vector<std::string> trained(const StagePlan& plan) const {
    std::vector<std::string> names;
    for (const TrainedLayer& layer : plan.trained)
      names.push_back(network_.graph.layer(layer.layer).name);
    return names;
  }
  static std::vector<double> factors(const StagePlan& plan) {
    std::vector<double> result;
    for (const TrainedLayer& layer : plan.trained) result.push_back(layer.rate_factor);
    return result;
  }

  StagePlan plan(Strategy strategy, size_t stage = 0) const {
    return plan_stages(network_, backbone_, strategy, settings_).at(stage);
  }

  ClassifierGraph network_;
  Graph backbone_;
  TrainingSettings settings_;
};

constexpr int64_t kHeadParameters = (2 + 1) * 3 + (3 + 1) * 2;
constexpr int64_t kConvParameters = (2 + 1) * 2;

TEST_F(StagePlanning, WarmsUpTheHeadAlone) {
  const StagePlan planned = plan(Strategy::kTwoStage, 0);
  EXPECT_THAT(trained(planned), ElementsAre("head_dense_1", "head_predictions"));
  EXPECT_THAT(planned.tail.inputs, ElementsAre(network_.head.pooled));
  EXPECT_EQ(planned.parameters, kHeadParameters);
}

class ClinicalStagePlanning : public StagePlanning {
 protected:
  ClinicalStagePlanning() {
    network_.graph = backbone_;
    network_.head = append_head(network_.graph, {{3}, 0.5, 4}, 2, 5);
    settings_.head_l2 = 0.01;
  }
};

constexpr int64_t kClinicalParameters = (5 + 1) * 4 + 4 * 3;  // and a longer kernel behind it

TEST_F(ClinicalStagePlanning, WarmsUpTheBranchWithTheHead) {
  const StagePlan planned = plan(Strategy::kTwoStage, 0);
  EXPECT_THAT(trained(planned), ElementsAre("head_clinical_1", "head_dense_1", "head_predictions"));
  EXPECT_THAT(planned.tail.inputs,
              ElementsAre(network_.head.pooled, network_.head.clinical->input));
  EXPECT_EQ(planned.parameters, kHeadParameters + kClinicalParameters);
  EXPECT_EQ(planned.trained[0].l2, 0.01);
}

TEST_F(ClinicalStagePlanning, TrainsTheBranchInEveryOtherStageToo) {
  for (const StagePlan& planned : {plan(Strategy::kTwoStage, 1), plan(Strategy::kScratch)}) {
    EXPECT_EQ(trained(planned)[0], "head_clinical_1");
    EXPECT_EQ(planned.trained[0].rate_factor, 1.0);
    EXPECT_THAT(planned.tail.inputs, testing::Contains(network_.head.clinical->input));
    EXPECT_THAT(planned.tail.inputs, testing::SizeIs(2));
  }
}

TEST_F(StagePlanning, FineTunesConvolutionsAboveTheCutAtOneRateByDefault) {
  const StagePlan planned = plan(Strategy::kTwoStage, 1);
  EXPECT_THAT(trained(planned), ElementsAre("head_dense_1", "head_predictions", "b", "a"));
  EXPECT_THAT(planned.tail.inputs, ElementsAre(network_.graph.find("low_bn")));
  EXPECT_THAT(factors(planned), Each(1.0));
  EXPECT_EQ(planned.parameters, kHeadParameters + 2 * kConvParameters);
}

// Gamma and beta of two channels count; the moving statistics are not trained.
TEST_F(StagePlanning, TrainsBatchNormalisationAboveTheCutWhenToldTo) {
  settings_.train_batch_norm = true;
  const StagePlan planned = plan(Strategy::kTwoStage, 1);
  EXPECT_THAT(trained(planned),
              ElementsAre("head_dense_1", "head_predictions", "b_bn", "b", "a_bn", "a"));
  EXPECT_EQ(planned.parameters, kHeadParameters + 2 * (kConvParameters + 4));
}

TEST_F(StagePlanning, LowersTheRateLayerByLayerBelowTheHead) {
  settings_.rate_decay = 0.5;
  EXPECT_THAT(factors(plan(Strategy::kTwoStage, 1)),
              ElementsAre(1.0, 1.0, DoubleEq(0.5), DoubleEq(0.25)));
}

TEST_F(StagePlanning, PenalisesTheHeadInBothStages) {
  settings_.head_l2 = 0.01;
  for (const StagePlan& planned : {plan(Strategy::kTwoStage, 0), plan(Strategy::kTwoStage, 1)}) {
    for (size_t i = 0; i < planned.trained.size(); ++i) {
      EXPECT_EQ(planned.trained[i].l2, i < 2 ? 0.01 : 0.0);
    }
  }
}

// Seven layers, the input among them: round(7 * 200 / 564) = 2 are frozen.
TEST_F(StagePlanning, FreezesThePapersShareOfTheLayers) {
  const StagePlan planned = plan(Strategy::kFrozenBottom);
  EXPECT_THAT(trained(planned),
              ElementsAre("head_dense_1", "head_predictions", "b_bn", "b", "a_bn", "a", "low_bn"));
  EXPECT_THAT(planned.tail.inputs, ElementsAre(network_.graph.find("low")));
  EXPECT_EQ(planned.first_trained, "low_bn");
}

TEST_F(StagePlanning, TrainsEverythingWithBatchNormalisationFromScratch) {
  settings_.rate_decay = 0.5;  // for fine-tuning only
  for (const Strategy strategy : {Strategy::kScratch, Strategy::kAllLayers}) {
    const StagePlan planned = plan(strategy);
    EXPECT_THAT(trained(planned), ElementsAre("head_dense_1", "head_predictions", "b_bn", "b",
                                              "a_bn", "a", "low_bn", "low"));
    EXPECT_THAT(planned.tail.inputs, ElementsAre(network_.graph.find("input")));
    EXPECT_THAT(factors(planned), Each(1.0));
    EXPECT_EQ(planned.recipe.epochs, 100);
    EXPECT_DOUBLE_EQ(planned.recipe.learning_rate, 1e-4);
  }
}

TEST_F(StagePlanning, KnowsEveryLiveTensorOfAStrategyOnce) {
  EXPECT_THAT(live_layers(plan_stages(network_, backbone_, Strategy::kTwoStage, settings_)),
              ElementsAre(network_.graph.find("low_bn"), network_.head.pooled));
}

TEST(Strategies, FollowThePapersTable) {
  TrainingSettings settings;
  const auto stages = [&](Strategy strategy) {
    std::vector<std::string> texts;
    for (const StageRecipe& recipe : stage_recipes(strategy, settings))
      texts.push_back(recipe.name + " " + std::to_string(recipe.epochs));
    return texts;
  };
  EXPECT_THAT(stages(Strategy::kScratch), ElementsAre("training 100"));
  EXPECT_THAT(stages(Strategy::kWarmUpOnly), ElementsAre("warm-up 100"));
  EXPECT_THAT(stages(Strategy::kFineTuningOnly), ElementsAre("fine-tuning 30"));
  EXPECT_THAT(stages(Strategy::kTwoStage), ElementsAre("warm-up 100", "fine-tuning 30"));
  settings.fine_tuning_epochs = 0;
  EXPECT_THAT(stages(Strategy::kTwoStage), ElementsAre("warm-up 100"));
}

TEST(Strategies, AreFoundByNameAndNumber) {
  EXPECT_EQ(find_strategy("frozen-bottom"), Strategy::kFrozenBottom);
  for (const StrategyEntry& entry : strategies())
    EXPECT_EQ(find_strategy(std::to_string(entry.number)), entry.strategy);
  EXPECT_THAT([] { find_strategy("warmup"); },
              FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("\"warm-up\"")));
}

}  // namespace
}  // namespace myolens
