#include "myolens/weights/onnx.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"
#include "tests/support/onnx_bytes.h"

namespace myolens {
namespace {

using onnx::floats;
using onnx::initializer;
using onnx::model;
using onnx::node;
using testing::ElementsAre;
using testing::HasSubstr;

WeightFile read(const std::string& bytes) {
  return read_onnx({"a.onnx", {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}});
}

std::vector<std::string> layer_names(const WeightFile& file) {
  std::vector<std::string> names;
  for (const FileLayer& layer : file.layers) names.push_back(layer.name);
  return names;
}

std::vector<float> counting(size_t count) {
  std::vector<float> values(count);
  for (size_t i = 0; i < count; ++i) values[i] = static_cast<float>(i);
  return values;
}

// A convolution with 2 outputs, 3 inputs and a kernel of 1 x 2: ONNX has it as (2, 3, 1, 2), Keras
// as (1, 2, 3, 2).
TEST(Onnx, TurnsConvolutionsIntoKerasLayout) {
  const std::string kernel = "model/conv1/Conv2D/ReadVariableOp:0";
  const std::string bias = "model/conv1/BiasAdd/ReadVariableOp:0";
  const WeightFile file =
      read(model(node("Conv", {"input", kernel, bias}) + initializer({bias, {2}, floats({7, 8})}) +
                 initializer({kernel, {2, 3, 1, 2}, floats(counting(12))})));
  ASSERT_THAT(layer_names(file), ElementsAre("conv1"));
  EXPECT_EQ(file.layers[0].class_name, "Conv2D");
  EXPECT_EQ(file.layers[0].variables[0].name, "bias");
  EXPECT_THAT(file.layers[0].variables[0].tensor.values, ElementsAre(7, 8));
  const Tensor& tensor = file.layers[0].variables[1].tensor;
  EXPECT_EQ(tensor.shape, (Shape{1, 2, 3, 2}));
  EXPECT_THAT(tensor.values, ElementsAre(0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11));
}

TEST(Onnx, TurnsDepthwiseConvolutionsAndKeepsDenseLayers) {
  const std::string depthwise = "m/dw/depthwise/ReadVariableOp:0";
  const std::string dense = "m/fc/MatMul/ReadVariableOp:0";
  const WeightFile file = read(model(node("Conv", {"x", depthwise}) + node("MatMul", {"y", dense}) +
                                     initializer({dense, {2, 3}, floats(counting(6))}) +
                                     initializer({depthwise, {2, 1, 1, 2}, floats({1, 2, 3, 4})})));
  ASSERT_THAT(layer_names(file), ElementsAre("dw", "fc"));
  EXPECT_EQ(file.layers[0].class_name, "DepthwiseConv2D");
  EXPECT_EQ(file.layers[0].variables[0].tensor.shape, (Shape{1, 2, 2, 1}));
  EXPECT_THAT(file.layers[0].variables[0].tensor.values, ElementsAre(1, 3, 2, 4));
  EXPECT_EQ(file.layers[1].variables[0].tensor.shape, (Shape{2, 3}));
  EXPECT_THAT(file.layers[1].variables[0].tensor.values, ElementsAre(0, 1, 2, 3, 4, 5));
}

std::string convolution(const std::string& layer) {
  const std::string kernel = "functional_1/" + layer + "/convolution/ReadVariableOp:0";
  return node("Conv", {"x", kernel}) + initializer({kernel, {1, 1, 1, 1}, floats({1})});
}

TEST(Onnx, TakesScopeNumbersOffOnlyWhenEveryLayerHasOne) {
  EXPECT_THAT(
      layer_names(read(model(convolution("block1_conv1_1") + convolution("block1_conv2_1")))),
      ElementsAre("block1_conv1", "block1_conv2"));
  EXPECT_THAT(layer_names(read(model(convolution("conv2d") + convolution("conv2d_1")))),
              ElementsAre("conv2d", "conv2d_1"));
  EXPECT_THAT(layer_names(read(model(convolution("conv2d_4") + convolution("conv2d_5")))),
              ElementsAre("conv2d_4", "conv2d_5"));
}

TEST(Onnx, OrdersLayersByTheirUseInTheGraph) {
  const std::string first = "m/a/Conv2D/ReadVariableOp:0";
  const std::string second = "m/b/Conv2D/ReadVariableOp:0";
  EXPECT_THAT(layer_names(read(model(initializer({"unused", {1}, floats({0})}) +
                                     initializer({second, {1, 1, 1, 1}, floats({1})}) +
                                     initializer({first, {1, 1, 1, 1}, floats({2})}) +
                                     node("Conv", {"x", first}) + node("Conv", {"y", second})))),
              ElementsAre("a", "b", "unused"));
}

TEST(Onnx, GivesWhatItCannotAttributeAsConstants) {
  const std::string misused = "m/a/Conv2D/ReadVariableOp:0";  // no kernel of a Conv
  const std::string wrong_rank = "m/b/MatMul/ReadVariableOp:0";
  const WeightFile file =
      read(model(node("Add", {"x", misused}) + node("MatMul", {"x", wrong_rank}) +
                 initializer({misused, {1, 1, 1, 1}, floats({1})}) +
                 initializer({wrong_rank, {2}, floats({1, 2})}) +
                 initializer({"shape", {1}, std::string(8, '\1'), onnx::kInt64})));
  ASSERT_THAT(layer_names(file), ElementsAre(misused, wrong_rank));
  EXPECT_EQ(file.layers[0].variables[0].name, "constant");
}

TEST(Onnx, ReadsPackedFloatsAndPackedDimensions) {
  const std::string tensor = onnx::bytes(1, onnx::varint(2) + onnx::varint(1)) +
                             onnx::number(2, onnx::kFloat) + onnx::bytes(4, floats({3, 4})) +
                             onnx::bytes(8, "w");
  const WeightFile file = read(model(onnx::bytes(5, tensor)));
  EXPECT_EQ(file.layers[0].variables[0].tensor.shape, (Shape{2, 1}));
  EXPECT_THAT(file.layers[0].variables[0].tensor.values, ElementsAre(3, 4));
}

struct FaultyModel {
  std::string bytes;
  const char* message;
};

TEST(Onnx, IsRefusedWhenItIsNotSound) {
  const std::string two = floats({1, 2});
  const uint64_t half = uint64_t{1} << 32;
  const std::vector<FaultyModel> cases{
      {model(initializer({"w", {3}, two})), "w has 8 bytes where 3 float32"},
      {model(initializer({"w", {1}, two})), "w has 8 bytes where 1 float32"},
      {model(initializer({"w", {half, half, 2}, two})), "fewer values"},
      {model(initializer({"w", {~uint64_t{0}}, two})), "fewer values"},
      {model(initializer({"w", std::vector<uint64_t>(9, 1), floats({1})})), "8 dimensions"},
      {model(initializer({"w", {1}, two, 10})), "w is float16"},
      {model(initializer({"w", {1}, two, 11})), "w is float64"},
      {model(initializer({"w", {2}, two, 0})), "w is of no type"},
      {model(initializer({"w", {2}, two, 1, onnx::bytes(4, two)})), "comes in parts"},
      {model(initializer({"w", {2}, "", 1, onnx::bytes(13, "x") + onnx::number(14, 1)})),
       "w lies in another file"},
      {model(initializer({"w", {2}, two}) + initializer({"w", {2}, two})), "w occurs twice"},
      {model("") + onnx::bytes(7, ""), "two graphs"},
      {onnx::number(1, 7), "no graph"},
      {model(onnx::bytes(15, "")), "sparse"},
      {onnx::number(1, 7) + onnx::varint(7 << 3 | 2) + onnx::varint(100), "100 bytes where 0"},
      {onnx::number(1, 7) + onnx::varint(7 << 3 | 2) + std::string(11, '\xff'), "64 bits"},
      {onnx::number(1, 7) + onnx::varint(7 << 3 | 3), "field type 3"},
      {onnx::number(1, 7) + std::string(1, '\0'), "field number 0"},
  };
  for (const FaultyModel& c : cases) {
    EXPECT_THAT([&] { read(c.bytes); }, FailsWith(ErrorCode::kBadFormat, HasSubstr(c.message)))
        << c.message;
  }
}

TEST(Onnx, MustHoldWeights) {
  EXPECT_THAT([] { read(model(node("Relu", {"x"}))); },
              FailsWith(ErrorCode::kBadData, HasSubstr("without float32 initialisers")));
}

TEST(Onnx, EndsWithAnErrorWhereverItIsCut) {
  const std::string whole = model(convolution("block1_conv1_1"));
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THAT([&] { read(whole.substr(0, size)); },
                FailsWith(ErrorCode::kBadFormat, HasSubstr("a.onnx")))
        << size;
  }
}

}  // namespace
}  // namespace myolens
