// The gradients of trained layers against differences of the loss.
#include <gtest/gtest.h>

#include "myolens/engine/trainable_tail.h"
#include "tests/support/reference_fill.h"

namespace myolens {
namespace {

constexpr size_t kSamples = 3;
constexpr int kSide = 5;
constexpr double kRate = 1.0;
constexpr float kStep = 1.0f / (1 << 17);
const std::vector<int> kLabels{0, 1, 1};

class LayerGradientTest : public testing::TestWithParam<std::vector<Operation>> {
 protected:
  LayerGradientTest() {
    LayerId x = graph_.input("input", {kSide, kSide, 3});
    x = graph_.add("below", Conv2D{4, {1, 1}, {1, 1}}, x);
    trained_.push_back({x});
    for (const Operation& operation : GetParam()) {
      x = graph_.add("layer" + std::to_string(x), operation, x);
      trained_.push_back({x});
    }
    x = graph_.add("pool", GlobalAveragePooling2D{}, x);
    head_ = graph_.add("predictions", Dense{2, ActivationKind::kSoftmax}, x);
    weights_ = filled_weights(graph_, {1, 3});
  }

  std::unique_ptr<TrainableTail> tail(const WeightSet& weights) const {
    const OptimiserSettings plain{.kind = OptimiserKind::kSgd, .momentum = 0};
    return make_trainable_tail(graph_, subgraph_between(graph_, {0}, {head_}), weights,
                               {trained_, plain, 2, Precision::kFloat64});
  }
  // How much the loss grows with one weight.
  double slope(const std::string& layer, const std::string& variable, size_t place) const {
    const Tensor& tensor = weights_.at(layer, variable);
    double values[2];
    double losses[2];
    for (const int side : {0, 1}) {
      std::vector<float> moved(tensor.values.begin(), tensor.values.end());
      moved[place] += side == 0 ? -kStep : kStep;
      values[side] = moved[place];
      WeightSet weights = weights_;
      weights.set(layer, variable, make_tensor(tensor.shape, moved));
      losses[side] = tail(weights)->step(batch_, kLabels, 0, 0).loss;
    }
    return (losses[1] - losses[0]) / (values[1] - values[0]);
  }

  Graph graph_;
  std::vector<TrainedLayer> trained_;
  LayerId head_ = 0;
  WeightSet weights_;
  const std::vector<float> input_ = filled_input(1, kSamples, kSide);
  const TailBatch batch_{{input_}, kSamples};
};

// At rate 1 a plain step moves each weight by its gradient. Weights are handed in and out in
// float32, which rounds by up to 6e-8.
TEST_P(LayerGradientTest, IsTheSlopeOfTheLoss) {
  const auto trained = tail(weights_);
  trained->step(batch_, kLabels, kRate, 0);
  const WeightSet after = trained->trained_weights();
  double largest = 0;
  for (const TrainedLayer& how : trained_) {
    const Layer& layer = graph_.layer(how.layer);
    for (const WeightSpec& spec : layer.weights) {
      if (spec.variable.starts_with("moving")) continue;
      const auto before = weights_.at(layer.name, spec.variable).values;
      const auto moved = after.at(layer.name, spec.variable).values;
      for (size_t i = 0; i < before.size(); ++i) {
        const double expected = slope(layer.name, spec.variable, i);
        EXPECT_NEAR(double{before[i]} - double{moved[i]}, kRate * expected, 1e-6)
            << layer.name << "/" << spec.variable << " " << i;
        largest = std::max(largest, std::abs(expected));
      }
    }
  }
  EXPECT_GT(largest, 1e-3) << "the layers must matter";
}

using Chain = std::vector<Operation>;
INSTANTIATE_TEST_SUITE_P(
    Convolutions, LayerGradientTest,
    testing::Values(Chain{Conv2D{2, {1, 1}, {1, 1}}}, Chain{Conv2D{2, {1, 1}, {2, 2}}},
                    Chain{Conv2D{2, {1, 1}, {1, 3}}},
                    Chain{Conv2D{2, {1, 1}, {2, 2}, Padding::kSame, /*use_bias=*/false}},
                    Chain{Conv2D{2, {3, 3}, {2, 2}, Padding::kSame}},
                    Chain{SeparableConv2D{2, {3, 3}}}));
INSTANTIATE_TEST_SUITE_P(
    NormsByBatch, LayerGradientTest,
    testing::Values(Chain{BatchNormalization{}, Conv2D{2, {3, 3}, {1, 1}}},
                    Chain{BatchNormalization{}, Activation{ActivationKind::kRelu}},
                    Chain{BatchNormalization{.scale = false}, ReLU{}},
                    Chain{BatchNormalization{}, ReLU{6}},
                    Chain{Conv2D{600, {1, 1}, {1, 1}}, BatchNormalization{}, ReLU{}}));

}  // namespace
}  // namespace myolens
