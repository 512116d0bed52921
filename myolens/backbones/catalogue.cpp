#include "myolens/backbones/catalogue.h"

#include <array>
#include <vector>

#include "myolens/backbones/resnet.h"
#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr std::array<Backbone, 6> kCatalogue{{
    {"resnet50", "ResNet50", 224, 32, Preprocessing::kCaffe, build_resnet},
    {"resnet101", "ResNet101", 224, 32, Preprocessing::kCaffe, build_resnet},
    {"resnet152", "ResNet152", 224, 32, Preprocessing::kCaffe, build_resnet},
    {"resnet50v2", "ResNet50V2", 224, 32, Preprocessing::kMinusOneOne, build_resnet},
    {"resnet101v2", "ResNet101V2", 224, 32, Preprocessing::kMinusOneOne, build_resnet},
    {"resnet152v2", "ResNet152V2", 224, 32, Preprocessing::kMinusOneOne, build_resnet},
}};

}  // namespace

std::span<const Backbone> backbone_catalogue() { return kCatalogue; }

Graph build_backbone(const Backbone& backbone, const BackboneOptions& options) {
  if (options.input_size < backbone.minimal_input_size) {
    throw Error(ErrorCode::kInvalidArgument,
                std::string(backbone.keras_name) + " needs an input of at least " +
                    std::to_string(backbone.minimal_input_size) + " pixels, not " +
                    std::to_string(options.input_size));
  }
  return backbone.build(backbone, options);
}

const Backbone& find_backbone(std::string_view name) {
  std::vector<std::string> names;
  for (const Backbone& backbone : kCatalogue) {
    if (backbone.name == name || backbone.keras_name == name) return backbone;
    names.emplace_back(backbone.name);
  }
  throw Error(ErrorCode::kInvalidArgument, "no backbone is called \"" + std::string(name) + "\"" +
                                               nearest_name_hint(name, names));
}

}  // namespace myolens
