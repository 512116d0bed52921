// Batch normalisation in Keras's training mode, against the formulas.
#include <cmath>
#include <gtest/gtest.h>

#include "myolens/engine/trainable_tail.h"

namespace myolens {
namespace {

constexpr double kEpsilon = 1e-3;
const std::vector<float> kInput{1, -2, 3, 0, 5, 4, 7, 2};  // 4 samples x 1 x 1 x 2
const std::vector<int> kLabels{0, 1, 0, 1};

// Input -> batch normalisation -> pooling -> two logits.
class BatchNormTrainingTest : public testing::Test {
 protected:
  BatchNormTrainingTest() {
    LayerId x = graph_.input("input", {1, 1, 2});
    norm_ = graph_.add("norm", BatchNormalization{.epsilon = kEpsilon, .momentum = 0.9}, x);
    x = graph_.add("pool", GlobalAveragePooling2D{}, norm_);
    head_ = graph_.add("predictions", Dense{2, ActivationKind::kSoftmax}, x);
    weights_ = initial_weights(graph_, 1);
    weights_.set("norm", "moving_mean", make_tensor({2}, {10, 20}));
    weights_.set("norm", "moving_variance", make_tensor({2}, {2, 3}));
  }

  std::unique_ptr<TrainableTail> tail(std::vector<TrainedLayer> trained) const {
    return make_trainable_tail(graph_, subgraph_between(graph_, {0}, {head_}), weights_,
                               {std::move(trained), {}, 1, Precision::kFloat64});
  }

  Graph graph_;
  LayerId norm_ = 0;
  LayerId head_ = 0;
  WeightSet weights_;
  const TailBatch batch_{{kInput}, kLabels.size()};
};

// Channel 0: 1, 3, 5, 7 has mean 4 and biased variance 5; channel 1: -2, 0, 4, 2 has 1 and 5.
// Momentum 0.9.
TEST_F(BatchNormTrainingTest, MovesTheRunningStatisticsByTheBiasedVariance) {
  const auto trained = tail({{norm_}});
  trained->step(batch_, kLabels, 0.0, 0);
  const WeightSet after = trained->trained_weights();
  const auto values = [&](const char* variable) { return after.at("norm", variable).values; };
  EXPECT_NEAR(values("moving_mean")[0], 0.9 * 10 + 0.1 * 4, 1e-6);
  EXPECT_NEAR(values("moving_mean")[1], 0.9 * 20 + 0.1 * 1, 2e-6);
  EXPECT_NEAR(values("moving_variance")[0], 0.9 * 2 + 0.1 * 5, 1e-6);
  EXPECT_NEAR(values("moving_variance")[1], 0.9 * 3 + 0.1 * 5, 1e-6);
}

// Squares of 1000 would leave a float32 nothing of a variance of 5.
TEST_F(BatchNormTrainingTest, LosesNothingFarFromZero) {
  std::vector<float> far = kInput;
  for (float& value : far) value += 1000;
  const auto trained = make_trainable_tail(graph_, subgraph_between(graph_, {0}, {head_}), weights_,
                                           {{{norm_}}, {}, 1, Precision::kFloat32});
  trained->step({{far}, kLabels.size()}, kLabels, 0.0, 0);
  const WeightSet after = trained->trained_weights();
  EXPECT_NEAR(after.at("norm", "moving_mean").values[0], 0.9 * 10 + 0.1 * 1004, 1e-4);
  EXPECT_NEAR(after.at("norm", "moving_variance").values[0], 0.9 * 2 + 0.1 * 5, 1e-5);
}

TEST_F(BatchNormTrainingTest, UsesTheStatisticsOfTheBatchInStepsOnly) {
  const auto& kernel = weights_.at("predictions", "kernel").values;
  const double means[2]{4, 1};
  double expected = 0;
  for (size_t s = 0; s < kLabels.size(); ++s) {
    double logits[2]{};
    for (size_t c = 0; c < 2; ++c) {
      const double normalised = (kInput[2 * s + c] - means[c]) / std::sqrt(5 + kEpsilon);
      for (size_t k = 0; k < 2; ++k) logits[k] += normalised * kernel[2 * c + k];
    }
    const double other = logits[1 - kLabels[s]] - logits[kLabels[s]];
    expected += std::log1p(std::exp(other)) / static_cast<double>(kLabels.size());
  }
  const auto trained = tail({{norm_}, {head_}});
  const auto before = trained->forward(batch_);
  EXPECT_EQ(before, tail({})->forward(batch_)) << "inference mode uses the stored statistics";
  EXPECT_NEAR(trained->step(batch_, kLabels, 0.0, 0).loss, expected, 1e-12);
}

// Maps round by 1 part in 256; what is known of a channel does not.
TEST_F(BatchNormTrainingTest, TakesMapsOfBfloat16) {
  const auto step = [&](Precision precision) {
    const auto trained = make_trainable_tail(graph_, subgraph_between(graph_, {0}, {head_}),
                                             weights_, {{{norm_}, {head_}}, {}, 1, precision});
    const double loss = trained->step(batch_, kLabels, 0.0, 0).loss;
    return std::pair(loss, trained->trained_weights());
  };
  const auto [rounded, rounded_weights] = step(Precision::kBfloat16);
  const auto [exact, exact_weights] = step(Precision::kFloat64);
  EXPECT_NEAR(rounded, exact, 0.02 * exact);
  for (const char* variable : {"moving_mean", "moving_variance"}) {
    for (size_t c = 0; c < 2; ++c)  // bfloat16 holds the inputs exactly
      EXPECT_NEAR(rounded_weights.at("norm", variable).values[c],
                  exact_weights.at("norm", variable).values[c], 1e-5);
  }
}

TEST_F(BatchNormTrainingTest, TrainsGammaAndBetaAndNothingElseByGradients) {
  const auto trained = tail({{norm_}});
  trained->step(batch_, kLabels, 0.5, 0);
  const WeightSet after = trained->trained_weights();
  EXPECT_EQ(after.tensors().size(), 4U);
  EXPECT_NEAR(std::abs(after.at("norm", "gamma").values[0] - 1), 0.5, 1e-3)
      << "Adam's first step is the rate";
  EXPECT_LT(after.at("norm", "moving_variance").values[0], 2.5);
}

// A convolution of one pixel with the kernel {2} and the bias 1, then a normalisation with gamma 3,
// beta 0.5, mean 4 and variance 9: x -> 3 * (2 x + 1 - 4) / sqrt(9 + epsilon) + 0.5.
TEST(ConvolutionWithTrainedNorm, FollowsTheFormulaInInference) {
  Graph graph;
  LayerId x = graph.input("input", {1, 1, 1});
  x = graph.add("convolution", Conv2D{1, {1, 1}, {1, 1}}, x);
  const LayerId norm = graph.add("norm", BatchNormalization{.epsilon = kEpsilon}, x);
  x = graph.add("pool", GlobalAveragePooling2D{}, norm);
  x = graph.add("predictions", Dense{2, ActivationKind::kSoftmax}, x);
  WeightSet weights;
  weights.set("convolution", "kernel", make_tensor({1, 1, 1, 1}, {2}));
  weights.set("convolution", "bias", make_tensor({1}, {1}));
  weights.set("norm", "gamma", make_tensor({1}, {3}));
  weights.set("norm", "beta", make_tensor({1}, {0.5}));
  weights.set("norm", "moving_mean", make_tensor({1}, {4}));
  weights.set("norm", "moving_variance", make_tensor({1}, {9}));
  weights.set("predictions", "kernel", make_tensor({1, 2}, {1, -1}));
  weights.set("predictions", "bias", make_tensor({2}, {0, 0}));
  const std::vector<float> input{5};
  const double expected = 3 * (2 * 5 + 1 - 4) / std::sqrt(9 + kEpsilon) + 0.5;
  for (const std::vector<TrainedLayer>& trained : {std::vector<TrainedLayer>{}, {{norm}}}) {
    const auto tail = make_trainable_tail(graph, subgraph_between(graph, {0}, {x}), weights,
                                          {trained, {}, 1, Precision::kFloat64});
    const std::vector<float> logits = tail->forward({{input}, 1})[0];
    EXPECT_NEAR(logits[0], expected, 1e-6);
    EXPECT_NEAR(logits[1], -expected, 1e-6);
  }
}

}  // namespace
}  // namespace myolens
