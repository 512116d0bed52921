#include "myolens/backbones/vgg.h"

#include <array>

namespace myolens {
namespace {

constexpr std::array<int64_t, 5> kFilters{64, 128, 256, 512, 512};
constexpr std::array<int, 5> kConvolutions16{2, 2, 3, 3, 3};
constexpr std::array<int, 5> kConvolutions19{2, 2, 4, 4, 4};

LayerId add_top(Graph& graph, LayerId x) {
  x = graph.add("flatten", Flatten{}, x);
  x = graph.add("fc1", Dense{4096, ActivationKind::kRelu}, x);
  x = graph.add("fc2", Dense{4096, ActivationKind::kRelu}, x);
  return graph.add("predictions", Dense{1000, ActivationKind::kSoftmax}, x);
}

}  // namespace

Graph build_vgg(const Backbone& backbone, const BackboneOptions& options) {
  const auto& convolutions = backbone.keras_name == "VGG16" ? kConvolutions16 : kConvolutions19;
  Graph graph;
  LayerId x = graph.input("input_layer", {options.input_size, options.input_size, 3});
  for (size_t block = 0; block < kFilters.size(); ++block) {
    const std::string prefix = "block" + std::to_string(block + 1);
    for (int i = 1; i <= convolutions[block]; ++i) {
      x = graph.add(
          prefix + "_conv" + std::to_string(i),
          Conv2D{kFilters[block], {3, 3}, {1, 1}, Padding::kSame, true, ActivationKind::kRelu}, x);
    }
    x = graph.add(prefix + "_pool", MaxPooling2D{{2, 2}, {2, 2}}, x);
  }
  if (options.include_top) add_top(graph, x);
  return graph;
}

}  // namespace myolens
