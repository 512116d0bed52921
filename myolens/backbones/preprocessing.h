// How each family wants its pixels. The bundle keeps the choice; training and prediction read it
// from there.
#pragma once

#include <string_view>

namespace myolens {

enum class Preprocessing {
  kCaffe,        // BGR, minus the ImageNet means 103.939, 116.779, 123.68; ResNet, VGG
  kMinusOneOne,  // RGB, x / 127.5 - 1; ResNetV2, Inception, Xception, MobileNet
  kTorch,        // RGB, x / 255 minus ImageNet's means, by its standard deviations; DenseNet
  kRaw,          // RGB, 0 to 255: EfficientNet scales inside
  kLite          // RGB, (x - 127) / 128; EfficientNet-Lite
};

std::string_view name_of(Preprocessing preprocessing);  // "caffe", "minus_one_one", ...

// Errors: kInvalidArgument with the nearest name.
Preprocessing find_preprocessing(std::string_view name);

// Affine form: network channel c = scale[c] * rgb[source[c]] + offset[c].
struct ChannelTransform {
  int source[3];
  float scale[3];
  float offset[3];
};
ChannelTransform channel_transform(Preprocessing preprocessing);

}  // namespace myolens
