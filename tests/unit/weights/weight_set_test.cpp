#include "myolens/weights/weight_set.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/random.h"
#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Ne;
using testing::Not;

Graph network(int64_t filters) {
  Graph graph;
  LayerId x = graph.input("input", {8, 8, 32});
  x = graph.add("conv", Conv2D{filters, {3, 5}, {1, 1}}, x);
  x = graph.add("bn", BatchNormalization{}, x);
  x = graph.add("gap", GlobalAveragePooling2D{}, x);
  graph.add("dense", Dense{10}, x);
  return graph;
}

Tensor zeros(const Shape& shape) {
  return make_tensor(shape, std::vector<float>(static_cast<size_t>(element_count(shape))));
}

TEST(WeightSet, CopiesShareTheValues) {
  WeightSet weights;
  weights.set("a", "bias", make_tensor({2}, {1, 2}));
  const WeightSet copy = weights;
  EXPECT_EQ(copy.at("a", "bias").values.data(), weights.at("a", "bias").values.data());
  weights.set("a", "bias", make_tensor({2}, {3, 4}));
  EXPECT_THAT(copy.at("a", "bias").values, ElementsAre(1, 2));
}

TEST(WeightSet, NamesWhatItLacks) {
  EXPECT_THAT([] { WeightSet().at("conv", "kernel"); },
              FailsWith(ErrorCode::kBadData, HasSubstr("conv/kernel")));
}

TEST(Tensors, HoldAsManyValuesAsTheirShape) {
  EXPECT_THAT(
      [] {
        make_tensor({2, 2}, {1, 2, 3});
      },
      FailsWith(ErrorCode::kInternal, HasSubstr("3 values do not fill 2 x 2")));
}

TEST(CheckWeights, AcceptsExactlyTheVariablesOfTheGraph) {
  const Graph graph = network(4);
  EXPECT_NO_THROW(check_weights(initial_weights(graph, 1), graph, "test.h5"));
}

TEST(CheckWeights, NamesMissingMisshapenAndUnusedTensors) {
  const Graph graph = network(4);
  const WeightSet whole = initial_weights(graph, 1);
  WeightSet weights;
  for (const auto& [key, tensor] : whole.tensors()) {
    if (key != "bn/gamma") weights.set(key, tensor);
  }
  weights.set("conv/bias", zeros({5}));
  weights.set("predictions/bias", zeros({3}));
  EXPECT_THAT(
      [&] { check_weights(weights, graph, "test.h5"); },
      FailsWith(ErrorCode::kBadData,
                AllOf(HasSubstr("test.h5"), HasSubstr("missing bn/gamma"),
                      HasSubstr("conv/bias is 5, not 4"), HasSubstr("unused predictions/bias"))));
}

TEST(CheckWeights, ListsTheFirstFiveFaultsAndCountsTheRest) {
  EXPECT_THAT([] { check_weights({}, network(4), "test.h5"); },
              FailsWith(ErrorCode::kBadData, HasSubstr("and 3 more")));
}

TEST(WeightsFor, LeaveOutLayersThatTheGraphLacksOnly) {
  const Graph graph = network(4);
  WeightSet weights = initial_weights(graph, 1);
  weights.set("top/bias", zeros({3}));
  const WeightSet selected = weights_for(weights, graph, "test.h5");
  EXPECT_FALSE(selected.tensors().contains("top/bias"));
  EXPECT_EQ(selected.tensors().size(), 8U);
  weights.set("dense/bias", zeros({9}));
  EXPECT_THAT([&] { weights_for(weights, graph, "test.h5"); },
              FailsWith(ErrorCode::kBadData,
                        AllOf(HasSubstr("dense/bias is 9, not 10"), Not(HasSubstr("unused")))));
}

// A seed gives the same network in every version: what a layer draws is a stream of its own within
// the bound of Glorot and Bengio 2010.
TEST(InitialWeights, AreDrawnFromTheStreamOfTheirName) {
  const WeightSet weights = initial_weights(network(96), 1);
  const double limit = std::sqrt(6.0 / (3 * 5 * (32 + 96)));
  RandomStream random(1, "conv/kernel");
  for (const float value : weights.at("conv", "kernel").values)
    ASSERT_EQ(value, static_cast<float>(random.uniform(-limit, limit)));
}

TEST(InitialWeights, StartTheRestAsKeras) {
  const WeightSet weights = initial_weights(network(4), 1);
  EXPECT_THAT(weights.at("conv", "bias").values, Each(0));
  EXPECT_THAT(weights.at("dense", "bias").values, Each(0));
  EXPECT_THAT(weights.at("bn", "gamma").values, Each(1));
  EXPECT_THAT(weights.at("bn", "beta").values, Each(0));
  EXPECT_THAT(weights.at("bn", "moving_mean").values, Each(0));
  EXPECT_THAT(weights.at("bn", "moving_variance").values, Each(1));
}

// Keras's Normalization divides by the deviation: a variance of 0 would blow every value up.
TEST(InitialWeights, LeaveNothingAtZeroThatMustNotBe) {
  Graph graph;
  LayerId x = graph.input("input", {8, 8, 3});
  x = graph.add("normalization", Normalization{}, x);
  x = graph.add("depthwise", DepthwiseConv2D{{3, 3}, {1, 1}, Padding::kSame}, x);
  graph.add("separable", SeparableConv2D{4, {3, 3}, Padding::kSame}, x);
  const WeightSet weights = initial_weights(graph, 1);
  EXPECT_THAT(weights.at("normalization", "mean").values, Each(0));
  EXPECT_THAT(weights.at("normalization", "variance").values, Each(1));
  EXPECT_THAT(weights.at("depthwise", "kernel").values, Each(Ne(0)));
  EXPECT_THAT(weights.at("separable", "depthwise_kernel").values, Each(Ne(0)));
  EXPECT_THAT(weights.at("separable", "pointwise_kernel").values, Each(Ne(0)));
}

TEST(InitialWeights, DependOnSeedAndLayerOnly) {
  const auto kernel = [](const Graph& graph, uint64_t seed) {
    const WeightSet weights = initial_weights(graph, seed);
    const auto values = weights.at("dense", "kernel").values;
    return std::vector<float>(values.begin(), values.end());
  };
  Graph longer = network(4);
  longer.add("more", Dense{7}, longer.output());
  EXPECT_EQ(kernel(network(4), 1), kernel(longer, 1));
  EXPECT_NE(kernel(network(4), 1), kernel(network(4), 2));
}

}  // namespace
}  // namespace myolens
