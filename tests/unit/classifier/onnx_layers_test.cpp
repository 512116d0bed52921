#include "myolens/classifier/onnx_layers.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "tests/support/every_layer_network.h"

namespace myolens {
namespace {

using testing::ElementsAre;
using testing::FloatEq;
using Integers = std::vector<int64_t>;

OnnxModel exported(const Graph& graph, const WeightSet& weights) {
  OnnxModel model;
  const Subgraph whole = subgraph_between(graph, {graph.find("input_layer")}, {graph.output()});
  model.output.name = add_onnx_layers(graph, whole, weights, {"x"}, model);
  return model;
}
OnnxModel exported(const Graph& graph) { return exported(graph, initial_weights(graph, 1)); }

const OnnxNode& node(const OnnxModel& model, const std::string& output) {
  return *std::ranges::find(model.nodes, output, &OnnxNode::output);
}

OnnxAttribute attribute(const OnnxNode& node, const std::string& name) {
  for (const auto& [key, value] : node.attributes) {
    if (key == name) return value;
  }
  ADD_FAILURE() << node.output << " has no " << name;
  return int64_t{0};
}

Integers integers(const OnnxModel& model, const std::string& name) {
  return std::ranges::find(model.integers, name, &OnnxIntegers::name)->values;
}

const Tensor& tensor(const OnnxModel& model, const std::string& name) {
  return std::ranges::find(model.tensors, name, &OnnxTensor::name)->tensor;
}

TEST(OnnxLayers, AreEveryKindThatThereIs) {
  const Graph graph = every_layer_network(25);
  std::set<size_t> kinds;
  for (size_t id = 0; id < graph.size(); ++id) kinds.insert(graph.layer(id).operation.index());
  EXPECT_EQ(kinds.size(), std::variant_size_v<Operation>);
  std::vector<std::string> operations;
  for (const OnnxNode& n : exported(graph).nodes) operations.push_back(n.operation);
  EXPECT_THAT(operations,
              ElementsAre("Mul", "Sub", "Div", "Mul", "Pad", "Conv", "Sigmoid", "Mul", "Clip",
                          "Conv", "Conv", "BatchNormalization", "Relu", "ReduceMean", "Conv",
                          "Sigmoid", "Mul", "Mul", "Add", "Sum", "MaxPool", "AveragePool", "Concat",
                          "Conv", "BatchNormalization", "Sigmoid", "Mul", "Transpose", "Reshape",
                          "Reshape", "Transpose", "Conv", "ReduceMean", "Gemm", "Relu", "Gemm"));
}

// ONNX demands that every value has one name and is there before it is used.
TEST(OnnxLayers, ReadWhatIsThereAlready) {
  const OnnxModel model = exported(every_layer_network(25));
  std::set<std::string> known{"x"};
  for (const OnnxTensor& t : model.tensors) EXPECT_TRUE(known.insert(t.name).second) << t.name;
  for (const OnnxIntegers& i : model.integers) EXPECT_TRUE(known.insert(i.name).second) << i.name;
  for (const OnnxNode& n : model.nodes) {
    for (const std::string& input : n.inputs) EXPECT_TRUE(known.contains(input)) << input;
    EXPECT_TRUE(known.insert(n.output).second) << n.output;
  }
  EXPECT_EQ(model.output.name, "predictions");
}

// TensorFlow: of 8 rows, windows of 3 every 2 rows make 4 outputs and need 9 rows: one more, below.
TEST(OnnxLayers, PadRightAndBottomFirst) {
  Graph graph;
  LayerId x = graph.input("input_layer", {8, 8, 3});
  x = graph.add("conv", Conv2D{4, {3, 3}, {2, 2}, Padding::kSame}, x);
  x = graph.add("pad", ZeroPadding2D{1, 2, 3, 4}, x);
  graph.add("pool", MaxPooling2D{{3, 2}, {2, 1}}, x);
  const OnnxModel model = exported(graph);
  EXPECT_EQ(attribute(node(model, "conv"), "pads"), OnnxAttribute(Integers{0, 0, 1, 1}));
  EXPECT_EQ(attribute(node(model, "conv"), "strides"), OnnxAttribute(Integers{2, 2}));
  EXPECT_EQ(integers(model, "pad/pads"), (Integers{0, 0, 1, 3, 0, 0, 2, 4}));
  EXPECT_EQ(attribute(node(model, "pool"), "kernel_shape"), OnnxAttribute(Integers{3, 2}));
  EXPECT_EQ(attribute(node(model, "pool"), "strides"), OnnxAttribute(Integers{2, 1}));
  EXPECT_EQ(attribute(node(model, "pool"), "pads"), OnnxAttribute(Integers{0, 0, 0, 0}));
}

// Keras's layer divides by the standard deviation, and by 1e-7 where that is smaller.
TEST(OnnxLayers, DivideByTheDeviation) {
  Graph graph;
  graph.add("normalization", Normalization{}, graph.input("input_layer", {2, 2, 3}));
  WeightSet weights = initial_weights(graph, 1);
  weights.set("normalization", "variance", make_tensor({3}, {4, 0.25, 0}));
  weights.set("normalization", "mean", make_tensor({3}, {1, 2, 3}));
  const OnnxModel model = exported(graph, weights);
  EXPECT_THAT(tensor(model, "normalization/deviation").values,
              ElementsAre(FloatEq(2), FloatEq(0.5), FloatEq(1e-7F)));
  EXPECT_THAT(tensor(model, "normalization/mean").values, ElementsAre(1, 2, 3));
}

TEST(OnnxLayers, NormaliseWithTheEpsilonOfTheLayer) {
  Graph graph;
  graph.add("norm", BatchNormalization{1.001e-5, false}, graph.input("input_layer", {2, 2, 3}));
  const OnnxModel model = exported(graph);
  EXPECT_EQ(attribute(node(model, "norm"), "epsilon"), OnnxAttribute(1.001e-5F));
  EXPECT_THAT(node(model, "norm").inputs, ElementsAre("x", "norm/ones", "norm/beta",
                                                      "norm/moving_mean", "norm/moving_variance"));
  EXPECT_THAT(tensor(model, "norm/ones").values, ElementsAre(1, 1, 1));
}

TEST(OnnxLayers, ShareTheValuesOfTheWeights) {
  const Graph graph = every_layer_network(25);
  const WeightSet weights = initial_weights(graph, 1);
  EXPECT_EQ(tensor(exported(graph, weights), "stem/kernel").values.data(),
            weights.at("stem", "kernel").values.data());
}

}  // namespace
}  // namespace myolens
