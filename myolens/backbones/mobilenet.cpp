#include "myolens/backbones/mobilenet.h"

#include <array>

namespace myolens {
namespace {

struct Block {
  int64_t filters;
  int64_t stride;
};

constexpr std::array<Block, 13> kBlocks{{{64, 1},
                                         {128, 2},
                                         {128, 1},
                                         {256, 2},
                                         {256, 1},
                                         {512, 2},
                                         {512, 1},
                                         {512, 1},
                                         {512, 1},
                                         {512, 1},
                                         {512, 1},
                                         {1024, 2},
                                         {1024, 1}}};

LayerId norm_relu6(Graph& graph, const std::string& name, LayerId x) {
  x = graph.add(name + "_bn", BatchNormalization{}, x);
  return graph.add(name + "_relu", ReLU{6}, x);
}

LayerId add_block(Graph& graph, LayerId x, const Block& block, const std::string& number) {
  const bool strided = block.stride > 1;
  if (strided) x = graph.add("conv_pad_" + number, ZeroPadding2D{0, 1, 0, 1}, x);
  const DepthwiseConv2D depthwise{
      {3, 3}, {block.stride, block.stride}, strided ? Padding::kValid : Padding::kSame};
  x = graph.add("conv_dw_" + number, depthwise, x);
  x = norm_relu6(graph, "conv_dw_" + number, x);
  x = graph.add("conv_pw_" + number, Conv2D{block.filters, {1, 1}, {1, 1}, Padding::kSame, false},
                x);
  return norm_relu6(graph, "conv_pw_" + number, x);
}

LayerId add_top(Graph& graph, LayerId x) {
  x = graph.add(graph.next_name("global_average_pooling2d"), GlobalAveragePooling2D{true}, x);
  x = graph.add("dropout", Dropout{1e-3}, x);
  x = graph.add("conv_preds", Conv2D{1000, {1, 1}, {1, 1}, Padding::kSame}, x);
  x = graph.add("reshape_2", Reshape{{1000}}, x);
  return graph.add("predictions", Activation{ActivationKind::kSoftmax}, x);
}

}  // namespace

Graph build_mobilenet(const Backbone&, const BackboneOptions& options) {
  Graph graph;
  LayerId x = graph.input("input_layer", {options.input_size, options.input_size, 3});
  x = graph.add("conv1", Conv2D{32, {3, 3}, {2, 2}, Padding::kSame, false}, x);
  x = norm_relu6(graph, "conv1", x);
  for (size_t i = 0; i < kBlocks.size(); ++i)
    x = add_block(graph, x, kBlocks[i], std::to_string(i + 1));
  if (options.include_top) add_top(graph, x);
  return graph;
}

}  // namespace myolens
