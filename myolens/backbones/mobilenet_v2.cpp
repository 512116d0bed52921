#include "myolens/backbones/mobilenet_v2.h"

#include <array>

namespace myolens {
namespace {

struct Stage {
  int64_t filters;
  int blocks;
  int64_t stride;  // of the first block
};

constexpr int64_t kExpansion = 6;
constexpr BatchNormalization kNorm{.momentum = 0.999};
constexpr std::array<Stage, 7> kStages{
    {{16, 1, 1}, {24, 2, 2}, {32, 3, 2}, {64, 4, 2}, {96, 3, 1}, {160, 3, 2}, {320, 1, 1}}};

Conv2D pointwise(int64_t filters, Padding padding) {
  return {filters, {1, 1}, {1, 1}, padding, false};
}

LayerId norm_relu6(Graph& graph, const std::string& norm, const std::string& relu, LayerId x) {
  x = graph.add(norm, kNorm, x);
  return graph.add(relu, ReLU{6}, x);
}

// A stride of 2 pads below and right, and, where the side is odd, above and left too.
ZeroPadding2D strided_padding(const Shape& in) { return {in[0] % 2, 1, in[1] % 2, 1}; }

LayerId add_block(Graph& graph, LayerId input, int64_t filters, int64_t stride, int number) {
  const std::string prefix =
      number == 0 ? "expanded_conv_" : "block_" + std::to_string(number) + "_";
  const int64_t channels = graph.layer(input).output[2];
  LayerId x = input;
  if (number > 0) {
    x = graph.add(prefix + "expand", pointwise(kExpansion * channels, Padding::kSame), x);
    x = norm_relu6(graph, prefix + "expand_BN", prefix + "expand_relu", x);
  }
  if (stride == 2) x = graph.add(prefix + "pad", strided_padding(graph.layer(x).output), x);
  x = graph.add(
      prefix + "depthwise",
      DepthwiseConv2D{{3, 3}, {stride, stride}, stride == 2 ? Padding::kValid : Padding::kSame}, x);
  x = norm_relu6(graph, prefix + "depthwise_BN", prefix + "depthwise_relu", x);
  x = graph.add(prefix + "project", pointwise(filters, Padding::kSame), x);
  x = graph.add(prefix + "project_BN", kNorm, x);
  const bool residual = stride == 1 && channels == filters;
  return residual ? graph.add(prefix + "add", Add{}, {input, x}) : x;
}

}  // namespace

Graph build_mobilenet_v2(const Backbone&, const BackboneOptions& options) {
  Graph graph;
  LayerId x = graph.input("input_layer", {options.input_size, options.input_size, 3});
  x = graph.add("Conv1", Conv2D{32, {3, 3}, {2, 2}, Padding::kSame, false}, x);
  x = norm_relu6(graph, "bn_Conv1", "Conv1_relu", x);
  int number = 0;
  for (const Stage& stage : kStages) {
    for (int block = 0; block < stage.blocks; ++block)
      x = add_block(graph, x, stage.filters, block == 0 ? stage.stride : 1, number++);
  }
  x = graph.add("Conv_1", pointwise(1280, Padding::kValid), x);
  x = norm_relu6(graph, "Conv_1_bn", "out_relu", x);
  if (options.include_top) {
    x = graph.add(graph.next_name("global_average_pooling2d"), GlobalAveragePooling2D{}, x);
    graph.add("predictions", Dense{1000, ActivationKind::kSoftmax}, x);
  }
  return graph;
}

}  // namespace myolens
