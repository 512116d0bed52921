#include "myolens/graph/cut.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> names(const Graph& graph, const std::vector<LayerId>& ids) {
  std::vector<std::string> result;
  for (const LayerId id : ids) result.push_back(graph.layer(id).name);
  return result;
}

std::vector<LayerId> ids(const Graph& graph, const std::vector<std::string>& layers) {
  std::vector<LayerId> result;
  for (const std::string& name : layers) result.push_back(graph.find(name));
  return result;
}

// input -> shortcut --------> add -> last
//   `----> first -> second ----^
Graph residual_network() {
  Graph graph;
  const LayerId input = graph.input("input", {4, 4, 2});
  const LayerId shortcut = graph.add("shortcut", Conv2D{2, {1, 1}, {1, 1}}, input);
  const LayerId first = graph.add("first", Activation{}, input);
  const LayerId second = graph.add("second", Activation{}, first);
  const LayerId sum = graph.add("add", Add{}, {shortcut, second});
  graph.add("last", Activation{}, sum);
  return graph;
}

TEST(SubgraphBetween, HoldsWhatTheOutputsNeedAndNothingElse) {
  const Graph graph = residual_network();
  const Subgraph part = subgraph_between(graph, ids(graph, {"first"}), ids(graph, {"second"}));
  EXPECT_THAT(names(graph, part.layers), ElementsAre("second"));
  const Subgraph whole =
      subgraph_between(graph, ids(graph, {"input"}), ids(graph, {"last", "first"}));
  EXPECT_THAT(names(graph, whole.layers),
              ElementsAre("shortcut", "first", "second", "add", "last"));
  EXPECT_THAT(names(graph, whole.outputs), ElementsAre("last", "first"));
}

TEST(SubgraphBetween, ComputesNothingWhenTheOutputIsGiven) {
  const Graph graph = residual_network();
  const Subgraph part = subgraph_between(graph, ids(graph, {"add"}), ids(graph, {"add"}));
  EXPECT_THAT(part.layers, IsEmpty());
}

TEST(SubgraphBetween, NeedsEveryBranchCovered) {
  const Graph graph = residual_network();
  EXPECT_THAT([&] { subgraph_between(graph, ids(graph, {"second"}), ids(graph, {"add"})); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("input input")));
}

TEST(PartAbove, IsFedByEveryTensorAliveAtTheCut) {
  const Graph graph = residual_network();
  const Subgraph part = part_above(graph, ids(graph, {"last", "add", "second"}));
  EXPECT_THAT(names(graph, part.inputs), ElementsAre("shortcut", "first"));
  EXPECT_THAT(names(graph, part.layers), ElementsAre("second", "add", "last"));
  EXPECT_THAT(names(graph, part.outputs), ElementsAre("last"));
}

TEST(PartAbove, NamesATensorOnceThatFeedsTwoBranches) {
  const Graph graph = residual_network();
  const Subgraph part =
      part_above(graph, ids(graph, {"shortcut", "first", "second", "add", "last"}));
  EXPECT_THAT(names(graph, part.inputs), ElementsAre("input"));
}

// A chain of an input and `dense` layers of 2 parameters each.
Graph dense_chain(int dense) {
  Graph graph;
  LayerId x = graph.input("input", {1});
  for (int i = 1; i <= dense; ++i) x = graph.add("dense_" + std::to_string(i), Dense{1}, x);
  return graph;
}

TEST(OneThirdRange, StaysStrictlyBelowOneThirdOfTheParameters) {
  // 7 layers, 12 parameters: two layers are less than 7 / 3, but their 4 parameters are 12 / 3.
  const Graph graph = dense_chain(6);
  const FineTuningRange range = fine_tuning_range(graph);
  EXPECT_THAT(names(graph, range.layers), ElementsAre("dense_6"));
  EXPECT_EQ(range.parameters, 2);
}

TEST(OneThirdRange, StaysStrictlyBelowOneThirdOfTheLayers) {
  // 6 layers: two would be exactly one third, with 2 of 24 parameters.
  Graph graph;
  LayerId x = graph.input("input", {1});
  for (const char* name : {"a", "b"}) x = graph.add(name, Dense{3}, x);
  x = graph.add("c", Dense{1}, x);
  x = graph.add("relu", Activation{}, x);
  graph.add("d", Dense{1}, x);
  EXPECT_THAT(names(graph, fine_tuning_range(graph).layers), ElementsAre("d"));
}

TEST(OneThirdRange, AddsLayersFromTheTop) {
  const Graph graph = dense_chain(9);  // 10 layers, 18 parameters
  const FineTuningRange range = fine_tuning_range(graph);
  EXPECT_THAT(names(graph, range.layers), ElementsAre("dense_8", "dense_9"));
  EXPECT_EQ(range.first_trained, graph.find("dense_8"));
}

TEST(OneThirdRange, TrainsFromTheFirstLayerWithWeightsThatIsNotBatchNormalisation) {
  Graph graph;
  LayerId x = graph.input("input", {1});
  for (const char* name : {"a", "b", "c", "d", "e"}) x = graph.add(name, Dense{20}, x);
  x = graph.add("low_relu", Activation{}, x);
  x = graph.add("bn", BatchNormalization{}, x);
  x = graph.add("relu", Activation{}, x);
  graph.add("top", Dense{1}, x);
  const FineTuningRange range = fine_tuning_range(graph);  // 3 of 10 layers
  EXPECT_THAT(names(graph, range.layers), ElementsAre("bn", "relu", "top"));
  EXPECT_EQ(range.first_trained, graph.find("top"));
  EXPECT_EQ(range.parameters, 80 + 21);
}

// input (0) -> a (2) -> b (2) -> bn (4) -> relu (0) -> c (2) -> last (0): 7 layers, 10 parameters.
Graph mixed_chain() {
  Graph graph;
  LayerId x = graph.input("input", {1});
  for (const char* name : {"a", "b"}) x = graph.add(name, Dense{1}, x);
  x = graph.add("bn", BatchNormalization{}, x);
  x = graph.add("relu", Activation{}, x);
  x = graph.add("c", Dense{1}, x);
  graph.add("last", Activation{}, x);
  return graph;
}

struct CutCase {
  CutRule rule;
  size_t layers;
  const char* first;
  int64_t parameters;
};

TEST(FineTuningCut, TakesTheLayersThatTheRuleAllows) {
  const Graph graph = mixed_chain();
  const std::vector<CutCase> cases{
      {BelowOneThird{}, 2, "c", 2},  // three layers are more than 7 / 3
      {FromLayer{"c"}, 2, "c", 2},
      {FromLayer{"a"}, 6, "a", 10},
      {TopLayers{2}, 2, "c", 2},
      {TopLayers{4}, 4, "c", 6},        // batch normalisation is counted, and not the first
      {TopLayers{7}, 7, "a", 10},       // all of them
      {TopParameters{0.2}, 3, "c", 2},  // "at most": 2 of 10, and relu costs nothing
      {TopParameters{0.79}, 4, "c", 6},
      {TopParameters{0.8}, 5, "b", 8},
      {TopParameters{1}, 7, "a", 10},
  };
  for (const CutCase& c : cases) {
    const FineTuningRange range = fine_tuning_range(graph, c.rule);
    SCOPED_TRACE(testing::Message() << "rule " << c.rule.index() << ", " << c.layers << " layers");
    EXPECT_EQ(range.layers.size(), c.layers);
    EXPECT_EQ(range.layers.back(), graph.output());
    EXPECT_EQ(graph.layer(range.first_trained).name, c.first);
    EXPECT_EQ(range.parameters, c.parameters);
  }
}

TEST(FineTuningCut, SaysWhyNothingCanBeTrained) {
  const Graph graph = mixed_chain();
  const std::vector<std::pair<CutRule, std::string>> cases{
      {FromLayer{"relo"}, "did you mean \"relu\"?"},
      {FromLayer{"bn"}, "cannot start at bn, a BatchNormalization"},
      {FromLayer{"relu"}, "cannot start at relu"},
      {TopLayers{1}, "nothing to train: the top 1 layers"},
      {TopLayers{1}, "is c, number 2 from the top of 7, with which the top holds 2 of 10"},
      {TopLayers{0}, "1 to 7 layers"},
      {TopLayers{8}, "1 to 7 layers"},
      {TopParameters{0.1}, "nothing to train"},
      {TopParameters{0}, "(0, 1]"},
      {TopParameters{1.1}, "(0, 1]"},
      {TopParameters{std::numeric_limits<double>::quiet_NaN()}, "(0, 1]"},
  };
  for (const auto& [rule, message] : cases) {
    EXPECT_THAT(([&graph, &tried = rule] { fine_tuning_range(graph, tried); }),
                FailsWith(ErrorCode::kInvalidArgument, HasSubstr(message)));
  }
}

// gamma and beta of three channels, without the two moving statistics.
TEST(TrainableParameters, AreThoseThatGradientsChange) {
  Graph graph;
  LayerId x = graph.input("input", {4, 4, 3});
  const LayerId input_norm = graph.add("normalization", Normalization{}, x);
  const LayerId norm = graph.add("bn", BatchNormalization{}, input_norm);
  const LayerId conv = graph.add("conv", Conv2D{5, {1, 1}, {1, 1}}, norm);
  EXPECT_EQ(trainable_parameters(graph.layer(input_norm)), 0);
  EXPECT_EQ(trainable_parameters(graph.layer(norm)), 6);
  EXPECT_EQ(trainable_parameters(graph.layer(conv)), graph.layer(conv).parameters());
}

TEST(OneThirdRange, NeedsALayerWithWeightsInReach) {
  Graph graph;
  LayerId x = graph.input("input", {1});
  x = graph.add("dense", Dense{1}, x);
  graph.add("relu", Activation{}, x);
  EXPECT_THAT([&] { fine_tuning_range(graph); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("leaves nothing to train")));
}

}  // namespace
}  // namespace myolens
