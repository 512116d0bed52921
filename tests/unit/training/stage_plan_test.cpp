#include "myolens/training/stage_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
    range_ = fine_tuning_range(network_.graph, FromLayer{"a"});
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

  ClassifierGraph network_;
  FineTuningRange range_;
  TrainingSettings settings_;
};

constexpr int64_t kHeadParameters = (2 + 1) * 3 + (3 + 1) * 2;
constexpr int64_t kConvParameters = (2 + 1) * 2;

TEST_F(StagePlanning, WarmsUpTheHeadAlone) {
  const StagePlan plan = plan_warm_up(network_, settings_);
  EXPECT_THAT(trained(plan), ElementsAre("head_dense_1", "head_predictions"));
  EXPECT_THAT(plan.tail.inputs, ElementsAre(network_.head.pooled));
  EXPECT_EQ(plan.parameters, kHeadParameters);
}

TEST_F(StagePlanning, FineTunesConvolutionsAboveTheCutAtOneRateByDefault) {
  const StagePlan plan = plan_fine_tuning(network_, range_, settings_);
  EXPECT_THAT(trained(plan), ElementsAre("head_dense_1", "head_predictions", "b", "a"));
  EXPECT_THAT(plan.tail.inputs, ElementsAre(network_.graph.find("low_bn")));
  EXPECT_THAT(factors(plan), Each(1.0));
  EXPECT_EQ(plan.parameters, kHeadParameters + 2 * kConvParameters);
}

// Gamma and beta of two channels count; the moving statistics are not trained.
TEST_F(StagePlanning, TrainsBatchNormalisationAboveTheCutWhenToldTo) {
  settings_.train_batch_norm = true;
  const StagePlan plan = plan_fine_tuning(network_, range_, settings_);
  EXPECT_THAT(trained(plan),
              ElementsAre("head_dense_1", "head_predictions", "b_bn", "b", "a_bn", "a"));
  EXPECT_EQ(plan.parameters, kHeadParameters + 2 * (kConvParameters + 4));
}

TEST_F(StagePlanning, LowersTheRateLayerByLayerBelowTheHead) {
  settings_.rate_decay = 0.5;
  EXPECT_THAT(factors(plan_fine_tuning(network_, range_, settings_)),
              ElementsAre(1.0, 1.0, DoubleEq(0.5), DoubleEq(0.25)));
}

TEST_F(StagePlanning, PenalisesTheHeadInBothStages) {
  settings_.head_l2 = 0.01;
  for (const StagePlan& plan :
       {plan_warm_up(network_, settings_), plan_fine_tuning(network_, range_, settings_)}) {
    for (size_t i = 0; i < plan.trained.size(); ++i) {
      EXPECT_EQ(plan.trained[i].l2, i < 2 ? 0.01 : 0.0);
    }
  }
}

}  // namespace
}  // namespace myolens
