#include "myolens/graph/graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> names_in_keras_order(const Graph& graph) {
  std::vector<std::string> names;
  for (const LayerId id : graph.keras_order()) names.push_back(graph.layer(id).name);
  return names;
}

LayerId relu(Graph& graph, const std::string& name, LayerId x) {
  return graph.add(name, Activation{}, x);
}

// input -> shortcut ------> add
//   `----> first -> second --^
Graph residual_block(bool shortcut_first) {
  Graph graph;
  const LayerId input = graph.input("input", {4, 4, 2});
  const LayerId shortcut = relu(graph, "shortcut", input);
  const LayerId second = relu(graph, "second", relu(graph, "first", input));
  graph.add("add", Add{},
            shortcut_first ? std::vector<LayerId>{shortcut, second}
                           : std::vector<LayerId>{second, shortcut});
  return graph;
}

// Depths from the output: add 0, shortcut and second 1, first 2, input 3.
TEST(KerasOrder, IsByDepthFromTheOutputAndThenByTheWalkThroughTheInputs) {
  EXPECT_THAT(names_in_keras_order(residual_block(true)),
              ElementsAre("input", "first", "shortcut", "second", "add"));
  EXPECT_THAT(names_in_keras_order(residual_block(false)),
              ElementsAre("input", "first", "second", "shortcut", "add"));
}

// input feeds both ends of a chain; its longest way to the output counts.
TEST(KerasOrder, TakesTheLongestWayToTheOutput) {
  Graph graph;
  const LayerId input = graph.input("input", {4, 4, 2});
  const LayerId a = relu(graph, "a", input);
  const LayerId b = relu(graph, "b", a);
  const LayerId early = graph.add("early", Add{}, {b, input});
  graph.add("late", Add{}, {input, a, early});
  EXPECT_THAT(names_in_keras_order(graph), ElementsAre("input", "a", "b", "early", "late"));
}

// p and q both lie three steps below the output. The walk meets p on its way down the first branch,
// before it comes back to q, which is also the output's second input.
TEST(KerasOrder, WalksDownOneBranchBeforeTheNext) {
  Graph graph;
  const LayerId input = graph.input("input", {4, 4, 2});
  const LayerId q = relu(graph, "q", input);
  const LayerId p = relu(graph, "p", input);
  const LayerId merged = graph.add("merged", Add{}, {p, q});
  graph.add("output", Add{}, {relu(graph, "branch", merged), q});
  EXPECT_THAT(names_in_keras_order(graph),
              ElementsAre("input", "p", "q", "merged", "branch", "output"));
}

TEST(KerasOrder, LeavesOutWhatTheOutputDoesNotNeed) {
  Graph graph;
  const LayerId input = graph.input("input", {4, 4, 2});
  relu(graph, "dead_end", input);
  relu(graph, "output", input);
  EXPECT_THAT(names_in_keras_order(graph), ElementsAre("input", "output"));
}

TEST(Graph, CountsParametersAsKerasDoes) {
  Graph graph;
  LayerId x = graph.input("input", {224, 224, 3});
  x = graph.add("conv", Conv2D{64, {3, 3}, {1, 1}, Padding::kSame}, x);  // 3 * 3 * 3 * 64 + 64
  x = graph.add("bn", BatchNormalization{}, x);                          // 4 * 64
  x = graph.add("thin", Conv2D{16, {1, 1}, {1, 1}, Padding::kValid, false}, x);  // 64 * 16
  x = graph.add("gap", GlobalAveragePooling2D{}, x);
  graph.add("dense", Dense{1000}, x);  // 16 * 1000 + 1000
  EXPECT_EQ(graph.layer(graph.find("conv")).parameters(), 1792);
  EXPECT_EQ(graph.layer(graph.find("bn")).parameters(), 256);
  EXPECT_EQ(graph.layer(graph.find("thin")).parameters(), 1024);
  EXPECT_EQ(graph.layer(graph.find("dense")).parameters(), 17000);
  EXPECT_EQ(graph.parameters(), 1792 + 256 + 1024 + 17000);
}

TEST(Graph, NumbersNamesAsAFreshKerasSession) {
  Graph graph;
  const LayerId input = graph.input("input", {4, 4, 2});
  EXPECT_EQ(graph.next_name("max_pooling2d"), "max_pooling2d");
  relu(graph, "max_pooling2d", input);
  EXPECT_EQ(graph.next_name("max_pooling2d"), "max_pooling2d_1");
  relu(graph, "max_pooling2d_1", input);
  EXPECT_EQ(graph.next_name("max_pooling2d"), "max_pooling2d_2");
}

TEST(Graph, NamesTheNearestLayerForAMisspelling) {
  const Graph graph = residual_block(true);
  EXPECT_EQ(graph.layer(graph.find("second")).name, "second");
  EXPECT_THAT([&] { graph.find("secund"); },
              FailsWith(ErrorCode::kInvalidArgument,
                        AllOf(HasSubstr("\"secund\""), HasSubstr("\"second\""))));
}

TEST(Graph, RefusesANameTwice) {
  Graph graph;
  const LayerId input = graph.input("input", {4, 4, 2});
  relu(graph, "a", input);
  EXPECT_THAT([&] { relu(graph, "a", input); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("layer a already")));
}

TEST(Graph, NamesTheLayerWhoseInputDoesNotFit) {
  Graph graph;
  const LayerId map = graph.input("input", {4, 4, 2});
  const LayerId vector = graph.add("gap", GlobalAveragePooling2D{}, map);
  const LayerId other = graph.add("other", Conv2D{3, {1, 1}, {1, 1}}, map);
  struct Case {
    const char* name;
    Operation operation;
    std::vector<LayerId> inputs;
    const char* message;
  };
  const std::vector<Case> cases{
      {"sum", Add{}, {map, other}, "inputs of one shape"},
      {"lonely", Add{}, {map}, "two or more inputs"},
      {"dense", Dense{2}, {map}, "one dimension expected, 4 x 4 x 2 given"},
      {"conv", Conv2D{2, {1, 1}, {1, 1}}, {vector}, "height x width x channels expected, 2 given"},
      {"two", Activation{}, {map, map}, "one input expected, 2 given"},
      {"wide", Conv2D{2, {5, 5}, {1, 1}}, {map}, "a window of 5 does not fit into 4 pixels"},
  };
  for (const Case& c : cases) {
    EXPECT_THAT([&] { graph.add(c.name, c.operation, c.inputs); },
                FailsWith(ErrorCode::kInvalidArgument,
                          AllOf(HasSubstr(std::string("layer ") + c.name), HasSubstr(c.message))));
  }
}

}  // namespace
}  // namespace myolens
