// The backbones that Myolens knows, each the same graph as Keras Applications builds.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "myolens/backbones/preprocessing.h"
#include "myolens/graph/graph.h"

namespace myolens {

struct Backbone {
  std::string_view name;        // command-line name: "resnet50"
  std::string_view keras_name;  // "ResNet50"
  int input_size = 224;         // pixels, of the ImageNet weights
  int minimal_input_size = 32;
  Preprocessing preprocessing = Preprocessing::kCaffe;

  // With `include_top`, the 1000-class ImageNet head behind it; without, the graph ends with the
  // last feature layer. Errors: kInvalidArgument when `input_size` is below the minimum.
  Graph (*build)(const Backbone& self, int input_size, bool include_top);
};

std::span<const Backbone> backbone_catalogue();

// By command-line or Keras name. Errors: kInvalidArgument with the nearest name.
const Backbone& find_backbone(std::string_view name);

inline Graph build_backbone(const Backbone& backbone, int input_size, bool include_top) {
  return backbone.build(backbone, input_size, include_top);
}

}  // namespace myolens
