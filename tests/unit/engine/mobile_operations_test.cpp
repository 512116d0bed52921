// The layers of Inception, Xception, MobileNet and EfficientNet with numbers worked out by hand, in
// both engines.
#include <cmath>
#include <gtest/gtest.h>

#include "tests/unit/engine/engine_runs.h"

namespace myolens {
namespace {

// Channel 0 counts 1 to 16, channel 1 is its negative.
std::vector<float> two_channels() {
  std::vector<float> values;
  for (const float value : one_to(16)) values.insert(values.end(), {value, -value});
  return values;
}

// Kernel (3, 3, 2, 1): ones for channel 0, twos for channel 1. An even side is padded right and
// below only.
const std::vector<float> kOnesAndTwos{1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2};

TEST(DepthwiseConvolution, KeepsChannelsApart) {
  expect_output(DepthwiseConv2D{{3, 3}, {2, 2}, Padding::kSame}, {4, 4, 2},
                kernel({3, 3, 2, 1}, kOnesAndTwos), two_channels(),
                {54, -108, 45, -90, 72, -144, 54, -108});
}

// Rows before columns, not flipped: upper right + 10 * lower left, per channel.
TEST(DepthwiseConvolution, CorrelatesInTheOrderOfTheKernel) {
  const WeightSet weights = kernel({2, 2, 2, 1}, {0, 0, 1, 2, 10, 20, 0, 0});
  expect_output(DepthwiseConv2D{{2, 2}, {1, 1}}, {2, 2, 2}, weights, {1, 5, 2, 6, 3, 7, 4, 8},
                {2 + 30, 12 + 140});
}

// Pointwise kernel (1, 1, 2, 3): row 0 is (1, 10, 100), row 1 is (1, 2, 3).
TEST(SeparableConvolution, MixesChannelsAfterTheWindow) {
  WeightSet weights;
  weights.set("layer", "depthwise_kernel", make_tensor({1, 1, 2, 1}, {2, -1}));
  weights.set("layer", "pointwise_kernel", make_tensor({1, 1, 2, 3}, {1, 10, 100, 1, 2, 3}));
  expect_output(SeparableConv2D{3, {1, 1}, Padding::kSame}, {1, 2, 2}, weights, {1, 2, 3, 4},
                {2 - 2, 20 - 4, 200 - 6, 6 - 4, 60 - 8, 600 - 12});
}

TEST(AveragePooling, LeavesPaddingOutOfTheMeanOnBothSides) {
  expect_output(AveragePooling2D{{3, 3}, {1, 1}, Padding::kSame}, {3, 3, 1}, {}, one_to(9),
                {3, 3.5f, 4, 4.5f, 5, 5.5f, 6, 6.5f, 7});
}

TEST(AveragePooling, LeavesPaddingOutOfTheMeanOnOneSide) {
  expect_output(AveragePooling2D{{3, 3}, {2, 2}, Padding::kSame}, {4, 4, 1}, {}, one_to(16),
                {6, 7.5f, 12, 13.5f});
}

TEST(AveragePooling, DropsTheRestWithoutPadding) {
  expect_output(AveragePooling2D{{2, 2}, {2, 2}}, {3, 3, 1}, {}, one_to(9), {3});
}

TEST(BatchNormalisation, HasNoGammaWithoutScale) {
  WeightSet weights;
  weights.set("layer", "beta", make_tensor({2}, {1, 0}));
  weights.set("layer", "moving_mean", make_tensor({2}, {3, -1}));
  weights.set("layer", "moving_variance", make_tensor({2}, {3, 0}));
  expect_output(BatchNormalization{1.0, false}, {1, 2, 2}, weights, {5, 4, 3, -1}, {2, 5, 1, 0});
}

TEST(Rescaling, ScalesAllChannelsOrEach) {
  expect_output(Rescaling{{0.5}}, {1, 1, 3}, {}, {2, 4, 6}, {1, 2, 3});
  expect_output(Rescaling{{1, 2, -3}}, {1, 1, 3}, {}, {2, 4, 6}, {2, 8, -18});
}

// A variance of 0 is taken as a deviation of 1e-7.
TEST(Normalization, DividesByTheDeviation) {
  WeightSet weights;
  weights.set("layer", "mean", make_tensor({3}, {1, 2, 3}));
  weights.set("layer", "variance", make_tensor({3}, {4, 9, 0}));
  weights.set("layer", "count", make_tensor({}, {0}));
  expect_output(Normalization{}, {1, 1, 3}, weights, {5, -4, 3.0f}, {2, -2, 0});
}

TEST(Activations, FollowTheirFormulas) {
  const auto sigmoid = [](float x) { return 1.0f / (1.0f + std::exp(-x)); };
  const std::vector<float> x{-4, -0.5f, 0, 3};
  expect_output(Activation{ActivationKind::kSigmoid}, {1, 1, 4}, {}, x,
                {sigmoid(-4), sigmoid(-0.5f), 0.5f, sigmoid(3)});
  expect_output(Activation{ActivationKind::kSilu}, {1, 1, 4}, {}, x,
                {-4 * sigmoid(-4), -0.5f * sigmoid(-0.5f), 0, 3 * sigmoid(3)});
}

TEST(ReLULayer, MayBeCutOff) {
  expect_output(ReLU{}, {1, 1, 3}, {}, {-1, 5, 7}, {0, 5, 7});
  expect_output(ReLU{6}, {1, 1, 3}, {}, {-1, 5, 7}, {0, 5, 6});
}

TEST(CustomScaleLayer, ScalesTheSecondInput) {
  expect_output_of_inputs(CustomScaleLayer{0.5}, {{1, 1, 2}, {1, 1, 2}}, {}, {{1, 2}, {10, 20}},
                          {6, 12});
}

TEST(Multiply, SpreadsTheFactorOverThePlane) {
  expect_output_of_inputs(myolens::Multiply{}, {{1, 2, 2}, {1, 1, 2}}, {}, {{1, 2, 3, 4}, {10, -1}},
                          {10, -2, 30, -4});
}

TEST(Concatenate, PutsChannelsBehindEachOther) {
  expect_output_of_inputs(Concatenate{}, {{1, 2, 2}, {1, 2, 1}}, {}, {{1, 2, 3, 4}, {5, 6}},
                          {1, 2, 5, 3, 4, 6});
}

// Values are counted with the channels last.
TEST(Reshaping, KeepsTheOrderOfKeras) {
  expect_output(Flatten{}, {2, 1, 3}, {}, one_to(6), one_to(6));
  expect_output(Reshape{{1, 3, 2}}, {2, 1, 3}, {}, one_to(6), one_to(6));
  expect_output(Reshape{{1, 1, 4}}, {4}, {}, one_to(4), one_to(4));
  expect_output(GlobalAveragePooling2D{true}, {2, 1, 2}, {}, {1, 10, 3, 30}, {2, 20});
}

}  // namespace
}  // namespace myolens
