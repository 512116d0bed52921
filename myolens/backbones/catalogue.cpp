#include "myolens/backbones/catalogue.h"

#include <array>
#include <vector>

#include "myolens/backbones/densenet.h"
#include "myolens/backbones/efficientnet.h"
#include "myolens/backbones/inception_resnet_v2.h"
#include "myolens/backbones/inception_v3.h"
#include "myolens/backbones/mobilenet.h"
#include "myolens/backbones/mobilenet_v2.h"
#include "myolens/backbones/resnet.h"
#include "myolens/backbones/vgg.h"
#include "myolens/backbones/xception.h"
#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr std::array<Backbone, 27> kCatalogue{{
    {"vgg16", "VGG16", 224, 32, Preprocessing::kCaffe, build_vgg},
    {"vgg19", "VGG19", 224, 32, Preprocessing::kCaffe, build_vgg},
    {"xception", "Xception", 299, 71, Preprocessing::kMinusOneOne, build_xception},
    {"inceptionv3", "InceptionV3", 299, 75, Preprocessing::kMinusOneOne, build_inception_v3},
    {"inceptionresnetv2", "InceptionResNetV2", 299, 75, Preprocessing::kMinusOneOne,
     build_inception_resnet_v2},
    {"densenet121", "DenseNet121", 224, 32, Preprocessing::kTorch, build_densenet},
    {"densenet169", "DenseNet169", 224, 32, Preprocessing::kTorch, build_densenet},
    {"densenet201", "DenseNet201", 224, 32, Preprocessing::kTorch, build_densenet},
    {"resnet50", "ResNet50", 224, 32, Preprocessing::kCaffe, build_resnet},
    {"resnet101", "ResNet101", 224, 32, Preprocessing::kCaffe, build_resnet},
    {"resnet152", "ResNet152", 224, 32, Preprocessing::kCaffe, build_resnet},
    {"resnet50v2", "ResNet50V2", 224, 32, Preprocessing::kMinusOneOne, build_resnet},
    {"resnet101v2", "ResNet101V2", 224, 32, Preprocessing::kMinusOneOne, build_resnet},
    {"resnet152v2", "ResNet152V2", 224, 32, Preprocessing::kMinusOneOne, build_resnet},
    {"efficientnetb0", "EfficientNetB0", 224, 32, Preprocessing::kRaw, build_efficientnet},
    {"efficientnetb1", "EfficientNetB1", 240, 32, Preprocessing::kRaw, build_efficientnet},
    {"efficientnetb2", "EfficientNetB2", 260, 32, Preprocessing::kRaw, build_efficientnet},
    {"efficientnetb3", "EfficientNetB3", 300, 32, Preprocessing::kRaw, build_efficientnet},
    {"efficientnetb4", "EfficientNetB4", 380, 32, Preprocessing::kRaw, build_efficientnet},
    {"efficientnetb5", "EfficientNetB5", 456, 32, Preprocessing::kRaw, build_efficientnet},
    {"efficientnetb6", "EfficientNetB6", 528, 32, Preprocessing::kRaw, build_efficientnet},
    {"efficientnetb7", "EfficientNetB7", 600, 32, Preprocessing::kRaw, build_efficientnet},
    {"mobilenet", "MobileNet", 224, 32, Preprocessing::kMinusOneOne, build_mobilenet},
    {"mobilenetv2", "MobileNetV2", 224, 32, Preprocessing::kMinusOneOne, build_mobilenet_v2},
    {"efficientnet-lite0", "EfficientNetLite0", 224, 32, Preprocessing::kLite,
     build_efficientnet_lite},
    {"efficientnet-lite1", "EfficientNetLite1", 240, 32, Preprocessing::kLite,
     build_efficientnet_lite},
    {"efficientnet-lite2", "EfficientNetLite2", 260, 32, Preprocessing::kLite,
     build_efficientnet_lite},
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
