#include "myolens/backbones/catalogue.h"

#include <array>
#include <vector>

#include "myolens/backbones/resnet.h"
#include "myolens/base/error.h"

namespace myolens {
namespace {

template <Graph (*kBuild)(const Backbone&, int, bool)>
Graph checked_build(const Backbone& self, int input_size, bool include_top) {
  if (input_size < self.minimal_input_size) {
    throw Error(ErrorCode::kInvalidArgument, std::string(self.keras_name) +
                                                 " needs an input of at least " +
                                                 std::to_string(self.minimal_input_size) +
                                                 " pixels, not " + std::to_string(input_size));
  }
  return kBuild(self, input_size, include_top);
}

constexpr auto kResNet = checked_build<build_resnet>;

constexpr std::array<Backbone, 6> kCatalogue{{
    {"resnet50", "ResNet50", 224, 32, Preprocessing::kCaffe, kResNet},
    {"resnet101", "ResNet101", 224, 32, Preprocessing::kCaffe, kResNet},
    {"resnet152", "ResNet152", 224, 32, Preprocessing::kCaffe, kResNet},
    {"resnet50v2", "ResNet50V2", 224, 32, Preprocessing::kMinusOneOne, kResNet},
    {"resnet101v2", "ResNet101V2", 224, 32, Preprocessing::kMinusOneOne, kResNet},
    {"resnet152v2", "ResNet152V2", 224, 32, Preprocessing::kMinusOneOne, kResNet},
}};

}  // namespace

std::span<const Backbone> backbone_catalogue() { return kCatalogue; }

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
