#include "myolens/engine/trainable_tail.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/engine/softmax.h"
#include "tests/support/error_matcher.h"
#include "tests/support/reference_fill.h"
#include "tests/support/small_network.h"

namespace myolens {
namespace {

using testing::_;
using testing::HasSubstr;
using testing::Key;
using testing::UnorderedElementsAre;

constexpr int kSide = 16;
constexpr size_t kSamples = 4;
const std::vector<int> kLabels{0, 1, 1, 0};

class TrainableTailTest : public testing::Test {
 protected:
  std::vector<TrainedLayer> layers(const std::vector<std::string>& names) const {
    std::vector<TrainedLayer> trained;
    for (const std::string& name : names) trained.push_back({graph_.find(name)});
    return trained;
  }
  std::unique_ptr<TrainableTail> tail(const WeightSet& weights,
                                      const std::vector<std::string>& trained,
                                      const std::vector<std::string>& outputs = {
                                          "predictions"}) const {
    std::vector<LayerId> ids;
    for (const std::string& name : outputs) ids.push_back(graph_.find(name));
    return make_trainable_tail(graph_, subgraph_between(graph_, {0}, ids), weights,
                               {layers(trained), {}, 1});
  }
  void take_steps(TrainableTail& tail, int count) const {
    for (int step = 0; step < count; ++step)
      tail.step(batch_, kLabels, 1e-3, static_cast<uint64_t>(step));
  }

  const Graph graph_ = small_network(kSide);
  const WeightSet weights_ = filled_weights(graph_, {1, 3});
  const std::vector<float> input_ = filled_input(1, kSamples, kSide);
  const TailBatch batch_{{input_}, kSamples};
};

TEST_F(TrainableTailTest, LowersTheLossOfASmallBatch) {
  const auto trained = tail(weights_, {"top_conv", "hidden", "predictions"});
  const auto loss = [&] { return mean_cross_entropy(trained->forward(batch_)[0], kLabels, 2); };
  const double before = loss();
  take_steps(*trained, 100);
  EXPECT_LT(loss(), 0.7 * before);
}

// Feature maps round by up to 1 part in 256 in each layer. Weights do not round: a step moves them
// by less than bfloat16 can tell, and moves them all the same.
TEST_F(TrainableTailTest, KeepsWeightsExactWhereFeatureMapsAreBfloat16) {
  const Subgraph whole = subgraph_between(graph_, {0}, {graph_.find("predictions")});
  TailOptions options;
  options.trained = layers({"top_conv", "hidden", "predictions"});
  const auto exact = make_trainable_tail(graph_, whole, weights_, options);
  options.precision = Precision::kBfloat16;
  const auto rounded = make_trainable_tail(graph_, whole, weights_, options);
  const std::vector<float> expected = exact->forward(batch_)[0];
  const float range = std::ranges::max(expected) - std::ranges::min(expected);
  EXPECT_THAT(rounded->forward(batch_)[0],
              testing::Pointwise(testing::FloatNear(0.05F * range), expected));
  EXPECT_NE(rounded->forward(batch_)[0], expected);
  rounded->step(batch_, kLabels, 1e-6, 1);
  const Tensor& before = weights_.at("top_conv", "kernel");
  const WeightSet trained = rounded->trained_weights();
  const Tensor& after = trained.at("top_conv", "kernel");
  size_t moved = 0;
  for (size_t i = 0; i < before.values.size(); ++i) {
    EXPECT_NEAR(after.values[i], before.values[i], 1.1e-6);
    if (after.values[i] != before.values[i]) ++moved;
  }
  EXPECT_GT(moved, before.values.size() / 2);
}

// Without dropout the logits of a step are those of the forward pass before it.
TEST_F(TrainableTailTest, CountsTheSamplesThatWereRightBeforeTheStep) {
  const Subgraph without_dropout =
      subgraph_between(graph_, {graph_.find("dropout")}, {graph_.output()});
  const std::vector<float> hidden = fill_values(2, "hidden", kSamples * 6);
  const auto trained =
      make_trainable_tail(graph_, without_dropout, weights_, {layers({"predictions"}), {}, 1});
  for (int step = 0; step < 3; ++step) {
    const std::vector<float> logits = trained->forward({{hidden}, kSamples})[0];
    size_t right = 0;
    for (size_t i = 0; i < kSamples; ++i) {
      const auto label = static_cast<size_t>(kLabels[i]);
      right += logits[2 * i + label] > logits[2 * i + 1 - label] ? 1 : 0;
    }
    const StepResult result = trained->step({{hidden}, kSamples}, kLabels, 0.1, 0);
    EXPECT_EQ(result.correct, right);
    EXPECT_NEAR(result.loss, mean_cross_entropy(logits, kLabels, 2), 1e-6);  // float32
  }
}

TEST_F(TrainableTailTest, HandsOutTheTrainedLayersOnly) {
  const auto trained = tail(weights_, {"top_conv", "predictions"});
  take_steps(*trained, 1);
  EXPECT_THAT(trained->trained_weights().tensors(),
              UnorderedElementsAre(Key("top_conv/kernel"), Key("top_conv/bias"),
                                   Key("predictions/kernel"), Key("predictions/bias")));
  EXPECT_EQ(trained->trained_weights().at("top_conv", "kernel").shape, (Shape{3, 3, 12, 16}));
}

TEST_F(TrainableTailTest, MovesEveryTensorThatItTrains) {
  const auto trained = tail(weights_, {"left_conv", "top_conv", "hidden", "predictions"});
  take_steps(*trained, 3);
  const WeightSet after = trained->trained_weights();
  for (const auto& [key, tensor] : after.tensors()) {
    EXPECT_THAT(tensor.values,
                testing::Not(testing::ElementsAreArray(weights_.tensors().at(key).values)))
        << key;
  }
}

// Below the trained layers nothing may move, batch statistics least of all (Keras pull request
// 9965).
TEST_F(TrainableTailTest, KeepsFrozenLayersBitForBit) {
  const auto trained =
      tail(weights_, {"top_conv", "hidden", "predictions"}, {"predictions", "add", "stem_bn"});
  const auto before = trained->forward(batch_);
  take_steps(*trained, 5);
  const auto after = trained->forward(batch_);
  EXPECT_NE(after[0], before[0]);
  EXPECT_EQ(after[1], before[1]);
  EXPECT_EQ(after[2], before[2]);
}

// If a frozen layer above the trained ones had moved, the untouched weights with the trained ones
// put in would not give the same logits.
TEST_F(TrainableTailTest, IsTheOldNetworkWithTheTrainedWeightsPutIn) {
  const auto trained = tail(weights_, {"top_conv"});
  take_steps(*trained, 5);
  WeightSet weights = weights_;
  weights.update(trained->trained_weights());
  EXPECT_EQ(tail(weights, {})->forward(batch_), trained->forward(batch_));
}

TEST_F(TrainableTailTest, NeverWritesIntoTheWeightsItWasGiven) {
  const auto at = [&] { return weights_.at("predictions", "bias").values[0]; };
  const float before = at();
  const auto trained = tail(weights_, {"predictions"});
  take_steps(*trained, 3);
  EXPECT_EQ(at(), before);
}

// Moments, step count and running statistics: whatever is left out of the state shows in the steps
// that follow.
TEST_F(TrainableTailTest, GoesOnFromASavedStateAsIfItHadNeverStopped) {
  for (const OptimiserKind kind :
       {OptimiserKind::kAdam, OptimiserKind::kAdamW, OptimiserKind::kSgd}) {
    const auto make = [&] {
      TailOptions options;
      options.trained = layers({"stem_bn", "left_conv", "top_conv", "top_bn", "predictions"});
      options.optimiser.kind = kind;
      return make_trainable_tail(graph_, subgraph_between(graph_, {0}, {graph_.output()}), weights_,
                                 options);
    };
    const auto first = make();
    take_steps(*first, 3);
    const auto second = make();
    second->restore(first->state());
    take_steps(*first, 2);
    take_steps(*second, 2);
    const WeightSet expected = first->trained_weights();
    const WeightSet found = second->trained_weights();
    for (const auto& [key, tensor] : found.tensors())
      EXPECT_THAT(tensor.values, testing::ElementsAreArray(expected.tensors().at(key).values));
  }
}

TEST_F(TrainableTailTest, RefusesAStateOfAnotherNetwork) {
  const auto trained = tail(weights_, {"predictions"});
  TailState state = trained->state();
  state.weights.set("predictions", "bias", make_tensor({3}, {1, 2, 3}));
  EXPECT_THAT([&] { trained->restore(state); },
              FailsWith(ErrorCode::kBadData, HasSubstr("predictions/bias")));
  EXPECT_THAT([&] { trained->restore({}); }, FailsWith(ErrorCode::kBadData, HasSubstr("/")));
}

TEST_F(TrainableTailTest, NamesAMissingWeight) {
  EXPECT_THAT([&] { tail(WeightSet(), {}); }, FailsWith(ErrorCode::kBadData, HasSubstr("/")));
}

// A layer that is not part of the tail would silently stay as it is (Keras issue 9940).
TEST_F(TrainableTailTest, RefusesToTrainALayerOutsideOfTheTail) {
  const LayerId add = graph_.find("add");
  EXPECT_THAT(
      [&] {
        make_trainable_tail(graph_, subgraph_between(graph_, {add}, {graph_.output()}), weights_,
                            {layers({"left_conv"}), {}, 1});
      },
      FailsWith(ErrorCode::kInvalidArgument, HasSubstr("left_conv")));
}

TEST_F(TrainableTailTest, RefusesBatchesThatDoNotFit) {
  const auto trained = tail(weights_, {"predictions"});
  const std::vector<float> shorter(input_.begin(), input_.end() - 1);
  EXPECT_THAT(
      [&] {
        trained->forward({{shorter}, kSamples});
      },
      FailsWith(ErrorCode::kInvalidArgument, _));
  EXPECT_THAT([&] { trained->forward({{}, kSamples}); }, FailsWith(ErrorCode::kInvalidArgument, _));
  EXPECT_THAT(
      [&] {
        trained->step(batch_, std::vector<int>{0, 1}, 1e-3, 0);
      },
      FailsWith(ErrorCode::kInvalidArgument, _));
  EXPECT_THAT(
      [&] {
        trained->step(batch_, std::vector<int>{0, 1, 2, 0}, 1e-3, 0);
      },
      FailsWith(ErrorCode::kInvalidArgument, _));
}

}  // namespace
}  // namespace myolens
