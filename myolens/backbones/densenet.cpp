#include "myolens/backbones/densenet.h"

#include <array>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr double kEpsilon = 1.001e-5;
constexpr int64_t kGrowthRate = 32;

struct Variant {
  std::string_view keras_name;
  std::array<int, 4> layers;  // per dense block
};

constexpr std::array<Variant, 3> kVariants{{
    {"DenseNet121", {6, 12, 24, 16}},
    {"DenseNet169", {6, 12, 32, 32}},
    {"DenseNet201", {6, 12, 48, 32}},
}};

const Variant& find_variant(std::string_view keras_name) {
  for (const Variant& variant : kVariants) {
    if (variant.keras_name == keras_name) return variant;
  }
  throw Error(ErrorCode::kInternal, std::string(keras_name) + " is not a DenseNet");
}

LayerId norm_relu(Graph& graph, const std::string& norm, const std::string& relu, LayerId x) {
  x = graph.add(norm, BatchNormalization{kEpsilon}, x);
  return graph.add(relu, Activation{ActivationKind::kRelu}, x);
}

Conv2D convolution(int64_t filters, int64_t window) {
  return {filters, {window, window}, {1, 1}, window == 1 ? Padding::kValid : Padding::kSame, false};
}

// Adds its own channels behind those of its input.
LayerId add_dense_layer(Graph& graph, LayerId input, const std::string& name) {
  LayerId x = norm_relu(graph, name + "_0_bn", name + "_0_relu", input);
  x = graph.add(name + "_1_conv", convolution(4 * kGrowthRate, 1), x);
  x = norm_relu(graph, name + "_1_bn", name + "_1_relu", x);
  x = graph.add(name + "_2_conv", convolution(kGrowthRate, 3), x);
  return graph.add(name + "_concat", Concatenate{}, {input, x});
}

// Halves channels, height and width.
LayerId add_transition(Graph& graph, LayerId x, const std::string& name) {
  x = norm_relu(graph, name + "_bn", name + "_relu", x);
  x = graph.add(name + "_conv", convolution(graph.layer(x).output[2] / 2, 1), x);
  return graph.add(name + "_pool", AveragePooling2D{{2, 2}, {2, 2}}, x);
}

}  // namespace

Graph build_densenet(const Backbone& backbone, const BackboneOptions& options) {
  const Variant& variant = find_variant(backbone.keras_name);
  Graph graph;
  LayerId x = graph.input("input_layer", {options.input_size, options.input_size, 3});
  x = graph.add(graph.next_name("zero_padding2d"), ZeroPadding2D{3, 3, 3, 3}, x);
  x = graph.add("conv1_conv", Conv2D{64, {7, 7}, {2, 2}, Padding::kValid, false}, x);
  x = norm_relu(graph, "conv1_bn", "conv1_relu", x);
  x = graph.add(graph.next_name("zero_padding2d"), ZeroPadding2D{1, 1, 1, 1}, x);
  x = graph.add("pool1", MaxPooling2D{{3, 3}, {2, 2}}, x);
  for (size_t block = 0; block < variant.layers.size(); ++block) {
    const std::string number = std::to_string(block + 2);
    for (int i = 1; i <= variant.layers[block]; ++i)
      x = add_dense_layer(graph, x, "conv" + number + "_block" + std::to_string(i));
    if (block + 1 < variant.layers.size()) x = add_transition(graph, x, "pool" + number);
  }
  x = norm_relu(graph, "bn", "relu", x);
  if (options.include_top) {
    x = graph.add("avg_pool", GlobalAveragePooling2D{}, x);
    graph.add("predictions", Dense{1000, ActivationKind::kSoftmax}, x);
  }
  return graph;
}

}  // namespace myolens
