#include "myolens/backbones/resnet.h"

#include <array>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr double kEpsilon = 1.001e-5;
constexpr std::array<int64_t, 4> kFilters{64, 128, 256, 512};

struct Variant {
  std::string_view keras_name;
  bool pre_activation;        // version 2
  std::array<int, 4> blocks;  // per stack
};

constexpr std::array<Variant, 6> kVariants{{
    {"ResNet50", false, {3, 4, 6, 3}},
    {"ResNet101", false, {3, 4, 23, 3}},
    {"ResNet152", false, {3, 8, 36, 3}},
    {"ResNet50V2", true, {3, 4, 6, 3}},
    {"ResNet101V2", true, {3, 4, 23, 3}},
    {"ResNet152V2", true, {3, 8, 36, 3}},
}};

const Variant& find_variant(std::string_view keras_name) {
  for (const Variant& variant : kVariants) {
    if (variant.keras_name == keras_name) return variant;
  }
  throw Error(ErrorCode::kInternal, std::string(keras_name) + " is not a ResNet");
}

LayerId batch_norm(Graph& graph, const std::string& name, LayerId x) {
  return graph.add(name, BatchNormalization{kEpsilon}, x);
}

LayerId relu(Graph& graph, const std::string& name, LayerId x) {
  return graph.add(name, Activation{ActivationKind::kRelu}, x);
}

LayerId norm_relu(Graph& graph, const std::string& prefix, LayerId x) {
  return relu(graph, prefix + "_relu", batch_norm(graph, prefix + "_bn", x));
}

// Version 1: convolution, batch norm, activation; the stride sits in the first 1 x 1 convolution.
LayerId block_v1(Graph& graph, LayerId x, int64_t filters, int64_t stride, bool project,
                 const std::string& name) {
  LayerId shortcut = x;
  if (project) {
    shortcut = graph.add(name + "_0_conv", Conv2D{4 * filters, {1, 1}, {stride, stride}}, x);
    shortcut = batch_norm(graph, name + "_0_bn", shortcut);
  }
  x = graph.add(name + "_1_conv", Conv2D{filters, {1, 1}, {stride, stride}}, x);
  x = norm_relu(graph, name + "_1", x);
  x = graph.add(name + "_2_conv", Conv2D{filters, {3, 3}, {1, 1}, Padding::kSame}, x);
  x = norm_relu(graph, name + "_2", x);
  x = graph.add(name + "_3_conv", Conv2D{4 * filters, {1, 1}, {1, 1}}, x);
  x = batch_norm(graph, name + "_3_bn", x);
  x = graph.add(name + "_add", Add{}, {shortcut, x});
  return relu(graph, name + "_out", x);
}

// Version 2: batch norm and activation come first; the stride sits in the 3 x 3 convolution and, on
// the identity path, in a 1 x 1 max pooling.
LayerId block_v2(Graph& graph, LayerId x, int64_t filters, int64_t stride, bool project,
                 const std::string& name) {
  const LayerId active = norm_relu(graph, name + "_preact", x);
  LayerId shortcut = x;
  if (project) {
    shortcut = graph.add(name + "_0_conv", Conv2D{4 * filters, {1, 1}, {stride, stride}}, active);
  } else if (stride > 1) {
    shortcut =
        graph.add(graph.next_name("max_pooling2d"), MaxPooling2D{{1, 1}, {stride, stride}}, x);
  }
  x = graph.add(name + "_1_conv", Conv2D{filters, {1, 1}, {1, 1}, Padding::kValid, false}, active);
  x = norm_relu(graph, name + "_1", x);
  x = graph.add(name + "_2_pad", ZeroPadding2D{1, 1, 1, 1}, x);
  x = graph.add(name + "_2_conv", Conv2D{filters, {3, 3}, {stride, stride}, Padding::kValid, false},
                x);
  x = norm_relu(graph, name + "_2", x);
  x = graph.add(name + "_3_conv", Conv2D{4 * filters, {1, 1}, {1, 1}}, x);
  return graph.add(name + "_out", Add{}, {shortcut, x});
}

LayerId stack(Graph& graph, LayerId x, const Variant& variant, size_t index) {
  const int64_t filters = kFilters[index];
  const int blocks = variant.blocks[index];
  const std::string prefix = "conv" + std::to_string(index + 2) + "_block";
  for (int block = 1; block <= blocks; ++block) {
    const std::string name = prefix + std::to_string(block);
    if (variant.pre_activation) {
      const bool strided = block == blocks && index < 3;  // the last stack keeps its size
      x = block_v2(graph, x, filters, strided ? 2 : 1, block == 1, name);
    } else {
      const bool strided = block == 1 && index > 0;
      x = block_v1(graph, x, filters, strided ? 2 : 1, block == 1, name);
    }
  }
  return x;
}

}  // namespace

Graph build_resnet(const Backbone& backbone, const BackboneOptions& options) {
  const Variant& variant = find_variant(backbone.keras_name);
  Graph graph;
  LayerId x = graph.input("input_layer", {options.input_size, options.input_size, 3});
  x = graph.add("conv1_pad", ZeroPadding2D{3, 3, 3, 3}, x);
  x = graph.add("conv1_conv", Conv2D{64, {7, 7}, {2, 2}}, x);
  if (!variant.pre_activation) x = norm_relu(graph, "conv1", x);
  x = graph.add("pool1_pad", ZeroPadding2D{1, 1, 1, 1}, x);
  x = graph.add("pool1_pool", MaxPooling2D{{3, 3}, {2, 2}}, x);
  for (size_t index = 0; index < kFilters.size(); ++index) x = stack(graph, x, variant, index);
  if (variant.pre_activation) x = norm_relu(graph, "post", x);
  if (options.include_top) {
    x = graph.add("avg_pool", GlobalAveragePooling2D{}, x);
    graph.add("predictions", Dense{1000, ActivationKind::kSoftmax}, x);
  }
  return graph;
}

}  // namespace myolens
