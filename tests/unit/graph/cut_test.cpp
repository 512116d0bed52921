#include "myolens/graph/cut.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
  const FineTuningRange range = one_third_range(graph);
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
  EXPECT_THAT(names(graph, one_third_range(graph).layers), ElementsAre("d"));
}

TEST(OneThirdRange, AddsLayersFromTheTop) {
  const Graph graph = dense_chain(9);  // 10 layers, 18 parameters
  const FineTuningRange range = one_third_range(graph);
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
  const FineTuningRange range = one_third_range(graph);  // 3 of 10 layers
  EXPECT_THAT(names(graph, range.layers), ElementsAre("bn", "relu", "top"));
  EXPECT_EQ(range.first_trained, graph.find("top"));
  EXPECT_EQ(range.parameters, 80 + 21);
}

TEST(OneThirdRange, NeedsALayerWithWeightsInReach) {
  Graph graph;
  LayerId x = graph.input("input", {1});
  x = graph.add("dense", Dense{1}, x);
  graph.add("relu", Activation{}, x);
  EXPECT_THAT([&] { one_third_range(graph); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("below one third")));
}

}  // namespace
}  // namespace myolens
