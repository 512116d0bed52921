// The backbones that Myolens knows, each the same graph as Keras Applications builds.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "myolens/backbones/preprocessing.h"
#include "myolens/graph/graph.h"

namespace myolens {

struct BackboneOptions {
  int input_size = 224;  // pixels, height and width
  bool include_top =
      false;  // with the 1000-class ImageNet head; without, the last feature layer ends the graph
  // EfficientNet only: the Rescaling layer by 1 / sqrt of ImageNet's standard deviations that Keras
  // adds when it builds the network for ImageNet weights.
  bool imagenet_rescaling = false;
};

struct Backbone {
  std::string_view name;        // command-line name: "resnet50"
  std::string_view keras_name;  // "ResNet50"
  int input_size = 224;         // pixels, of the ImageNet weights
  int minimal_input_size = 32;
  Preprocessing preprocessing = Preprocessing::kCaffe;

  Graph (*build)(const Backbone& self, const BackboneOptions& options);  // called by build_backbone
};

std::span<const Backbone> backbone_catalogue();

// By command-line or Keras name. Errors: kInvalidArgument with the nearest name.
const Backbone& find_backbone(std::string_view name);

// Errors: kInvalidArgument when the input size is below the family's minimum.
Graph build_backbone(const Backbone& backbone, const BackboneOptions& options);

}  // namespace myolens
