#include "myolens/backbones/xception.h"

#include <vector>

namespace myolens {
namespace {

LayerId relu(Graph& graph, const std::string& name, LayerId x) {
  return graph.add(name, Activation{ActivationKind::kRelu}, x);
}

LayerId add_stem_convolution(Graph& graph, LayerId x, const std::string& name, int64_t filters,
                             int64_t stride) {
  x = graph.add(name, Conv2D{filters, {3, 3}, {stride, stride}, Padding::kValid, false}, x);
  x = graph.add(name + "_bn", BatchNormalization{}, x);
  return relu(graph, name + "_act", x);
}

LayerId add_separable(Graph& graph, LayerId x, const std::string& name, int64_t filters) {
  x = graph.add(name, SeparableConv2D{filters, {3, 3}, Padding::kSame}, x);
  return graph.add(name + "_bn", BatchNormalization{}, x);
}

// A 1 x 1 convolution without a name of its own: Keras numbers it.
LayerId add_strided_shortcut(Graph& graph, LayerId x, int64_t filters) {
  x = graph.add(graph.next_name("conv2d"), Conv2D{filters, {1, 1}, {2, 2}, Padding::kSame, false},
                x);
  return graph.add(graph.next_name("batch_normalization"), BatchNormalization{}, x);
}

LayerId add_sum(Graph& graph, LayerId x, LayerId shortcut) {
  return graph.add(graph.next_name("add"), Add{}, {x, shortcut});
}

// Halves height and width. Block 2 follows an activation and has none of its own in front.
LayerId add_reduction(Graph& graph, LayerId input, int number, int64_t first_filters,
                      int64_t filters) {
  const std::string prefix = "block" + std::to_string(number);
  const LayerId shortcut = add_strided_shortcut(graph, input, filters);
  LayerId x = number == 2 ? input : relu(graph, prefix + "_sepconv1_act", input);
  x = add_separable(graph, x, prefix + "_sepconv1", first_filters);
  x = relu(graph, prefix + "_sepconv2_act", x);
  x = add_separable(graph, x, prefix + "_sepconv2", filters);
  x = graph.add(prefix + "_pool", MaxPooling2D{{3, 3}, {2, 2}, Padding::kSame}, x);
  return add_sum(graph, x, shortcut);
}

LayerId add_middle_block(Graph& graph, LayerId input, int number) {
  LayerId x = input;
  for (int i = 1; i <= 3; ++i) {
    const std::string name = "block" + std::to_string(number) + "_sepconv" + std::to_string(i);
    x = relu(graph, name + "_act", x);
    x = add_separable(graph, x, name, 728);
  }
  return add_sum(graph, x, input);
}

}  // namespace

Graph build_xception(const Backbone&, const BackboneOptions& options) {
  Graph graph;
  LayerId x = graph.input("input_layer", {options.input_size, options.input_size, 3});
  x = add_stem_convolution(graph, x, "block1_conv1", 32, 2);
  x = add_stem_convolution(graph, x, "block1_conv2", 64, 1);
  x = add_reduction(graph, x, 2, 128, 128);
  x = add_reduction(graph, x, 3, 256, 256);
  x = add_reduction(graph, x, 4, 728, 728);
  for (int number = 5; number <= 12; ++number) x = add_middle_block(graph, x, number);
  x = add_reduction(graph, x, 13, 728, 1024);
  for (const auto& [name, filters] :
       {std::pair{"block14_sepconv1", 1536}, {"block14_sepconv2", 2048}}) {
    x = add_separable(graph, x, name, filters);
    x = relu(graph, std::string(name) + "_act", x);
  }
  if (options.include_top) {
    x = graph.add("avg_pool", GlobalAveragePooling2D{}, x);
    graph.add("predictions", Dense{1000, ActivationKind::kSoftmax}, x);
  }
  return graph;
}

}  // namespace myolens
