// Layers with numbers worked out by hand, in both engines.
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/joined_network.h"
#include "tests/support/reference_fill.h"
#include "tests/support/small_network.h"
#include "tests/unit/engine/engine_runs.h"

namespace myolens {
namespace {

using testing::ElementsAreArray;
using testing::FloatNear;
using testing::Pointwise;

const Conv2D kStridedConv{1, {3, 3}, {2, 2}, Padding::kSame, false};

// 1 2 3 4 / 5 6 7 8 / ...: an even side is padded right and below only, so the first window sums
// the upper left 3 x 3.
TEST(SameConvolution, PadsAnEvenInputRightAndBelow) {
  const WeightSet ones = kernel({3, 3, 1, 1}, std::vector<float>(9, 1));
  expect_output(kStridedConv, {4, 4, 1}, ones, one_to(16), {54, 45, 72, 54});
}

// An odd side is padded by one on both sides; the corner windows hold 2 x 2 pixels.
TEST(SameConvolution, PadsAnOddInputOnBothSides) {
  const WeightSet ones = kernel({3, 3, 1, 1}, std::vector<float>(9, 1));
  expect_output(kStridedConv, {5, 5, 1}, ones, one_to(25), {16, 33, 28, 69, 117, 87, 76, 123, 88});
}

// Not flipped, rows before columns: output = upper right + 10 * lower left of the window.
TEST(Convolution, CorrelatesInTheOrderOfTheKernel) {
  const WeightSet weights = kernel({2, 3, 1, 1}, {0, 0, 1, 10, 0, 0});
  expect_output(Conv2D{1, {2, 3}, {1, 1}, Padding::kValid, false}, {3, 4, 1}, weights, one_to(12),
                {3 + 50, 4 + 60, 7 + 90, 8 + 100});
}

// Kernel (height, width, in, out) = (1, 1, 2, 3): out o = sum over i of in i * kernel[i][o].
TEST(Convolution, MixesChannelsInTheLayoutOfKeras) {
  WeightSet weights = kernel({1, 1, 2, 3}, {1, 2, 3, 10, 20, 30});
  weights.set("layer", "bias", make_tensor({3}, {0.5f, 0, -100}));
  const Conv2D conv{3, {1, 1}, {1, 1}, Padding::kValid, true, ActivationKind::kRelu};
  expect_output(conv, {1, 2, 2}, weights, {1, 2, 3, 4}, {21.5f, 42, 0, 43.5f, 86, 29});
}

TEST(MaxPooling, DoesNotTakePaddingForZeros) {
  const std::vector<float> negative{-1, -2,  -3,  -4,  -5,  -6,  -7,  -8,
                                    -9, -10, -11, -12, -13, -14, -15, -16};
  expect_output(MaxPooling2D{{3, 3}, {2, 2}, Padding::kSame}, {4, 4, 1}, {}, negative,
                {-1, -3, -9, -11});
}

// As in ResNet, where a layer of its own pads before the pooling.
TEST(ZeroPadding, IsAValueLikeAnyOther) {
  Graph graph;
  const LayerId input = graph.input("input", {2, 2, 1});
  const LayerId padded = graph.add("pad", ZeroPadding2D{1, 0, 0, 1}, input);
  graph.add("pool", MaxPooling2D{{2, 2}, {1, 1}}, padded);
  for (const EngineRun& run : run_in_both_engines(graph, {}, {{-1, -2, -3, -4}})) {
    EXPECT_THAT(run.output, ElementsAreArray({0, 0, -1, 0})) << run.engine;
  }
}

// gamma * (x - mean) / sqrt(variance + epsilon) + beta, with the stored statistics.
TEST(BatchNormalisation, UsesTheStoredStatistics) {
  WeightSet weights;
  weights.set("layer", "gamma", make_tensor({2}, {2, -1}));
  weights.set("layer", "beta", make_tensor({2}, {1, 0}));
  weights.set("layer", "moving_mean", make_tensor({2}, {3, -1}));
  weights.set("layer", "moving_variance", make_tensor({2}, {3, 0}));
  expect_output(BatchNormalization{1.0}, {1, 2, 2}, weights, {5, 4, 3, -1}, {3, -5, 1, 0});
}

TEST(GlobalAveragePooling, IsTheMeanOverThePlane) {
  expect_output(GlobalAveragePooling2D{}, {2, 2, 2}, {}, {1, 10, 2, 20, 3, 30, 6, 40}, {3, 25});
}

TEST(DenseLayer, MultipliesTheRowByTheKernel) {
  WeightSet weights = kernel({2, 3}, {1, 2, 3, 10, 20, 30});
  weights.set("layer", "bias", make_tensor({3}, {1, 0, -1}));
  expect_output(Dense{3}, {2}, weights, {1, 2}, {22, 42, 62});
}

TEST(SoftmaxLayer, GivesLogits) {
  WeightSet weights = kernel({1, 2}, {1, -3});
  weights.set("layer", "bias", make_tensor({2}, {0, 0}));
  expect_output(Dense{2, ActivationKind::kSoftmax}, {1}, weights, {2}, {2, -6});
}

TEST(Dropout, IsTransparentInInference) {
  expect_output(Dropout{0.9}, {4}, {}, {1, 2, 3, 4}, {1, 2, 3, 4});
}

// Both sum in float32 in another order; outputs are of the order of 1.
TEST(Engines, AgreeOnABranchingNetworkOfEvenAndOddSide) {
  for (const int side : {16, 17}) {
    const Graph graph = small_network(side);
    const WeightSet weights = filled_weights(graph, {1, 3});
    const auto runs = run_in_both_engines(graph, weights, {filled_input(1, 3, side)}, 3);
    EXPECT_THAT(runs[0].output, Pointwise(FloatNear(1e-5f), runs[1].output));
    EXPECT_GT(std::abs(runs[0].output[0] - runs[0].output[2]), 1e-3) << "the images must matter";
  }
}

TEST(Engines, AgreeOnLayersThatAreComputedAsOne) {
  const Graph graph = joined_network();
  const auto runs =
      run_in_both_engines(graph, filled_weights(graph, {1, 3}), {filled_input(1, 3, 15)}, 3);
  EXPECT_THAT(runs[0].output, Pointwise(FloatNear(1e-5f), runs[1].output));
  EXPECT_GT(std::abs(runs[0].output[0] - runs[0].output[2]), 1e-3) << "the images must matter";
}

}  // namespace
}  // namespace myolens
