#include "myolens/backbones/efficientnet.h"

#include <array>
#include <cmath>

#include "myolens/base/error.h"

namespace myolens {
namespace {

struct Variant {
  std::string_view keras_name;
  double width;
  double depth;
  double top_dropout;
};

constexpr std::array<Variant, 11> kVariants{{
    {"EfficientNetB0", 1.0, 1.0, 0.2},
    {"EfficientNetB1", 1.0, 1.1, 0.2},
    {"EfficientNetB2", 1.1, 1.2, 0.3},
    {"EfficientNetB3", 1.2, 1.4, 0.3},
    {"EfficientNetB4", 1.4, 1.8, 0.4},
    {"EfficientNetB5", 1.6, 2.2, 0.4},
    {"EfficientNetB6", 1.8, 2.6, 0.5},
    {"EfficientNetB7", 2.0, 3.1, 0.5},
    {"EfficientNetLite0", 1.0, 1.0, 0.2},
    {"EfficientNetLite1", 1.0, 1.1, 0.2},
    {"EfficientNetLite2", 1.1, 1.2, 0.3},
}};

const Variant& find_variant(std::string_view keras_name) {
  for (const Variant& variant : kVariants) {
    if (variant.keras_name == keras_name) return variant;
  }
  throw Error(ErrorCode::kInternal, std::string(keras_name) + " is not an EfficientNet");
}

struct Stage {
  int64_t window;
  int repeats;
  int64_t filters;
  int64_t expansion;
  int64_t stride;  // of the first block
};

constexpr std::array<Stage, 7> kStages{{{3, 1, 16, 1, 1},
                                        {3, 2, 24, 6, 2},
                                        {5, 2, 40, 6, 2},
                                        {3, 3, 80, 6, 2},
                                        {5, 3, 112, 6, 1},
                                        {5, 4, 192, 6, 2},
                                        {3, 1, 320, 6, 1}}};
constexpr int64_t kStemFilters = 32;
constexpr int64_t kTopFilters = 1280;
constexpr double kDropConnectRate = 0.2;
constexpr int64_t kSqueezeDivisor = 4;
// As Keras starts the family; all others start by Glorot.
constexpr Initialiser kConvInitialiser{Initialiser::Kind::kTruncatedNormal, 2.0,
                                       Initialiser::Fan::kOut};
constexpr Initialiser kDenseInitialiser{Initialiser::Kind::kUniform, 1.0 / 3.0,
                                        Initialiser::Fan::kOut};
// ImageNet's standard deviations of red, green and blue.
constexpr std::array<double, 3> kImagenetDeviation{0.229, 0.224, 0.225};

// To the nearest multiple of 8, but not below 90 %.
int64_t scaled_filters(double width, int64_t filters) {
  const double wanted = width * static_cast<double>(filters);
  const int64_t rounded = std::max<int64_t>(8, static_cast<int64_t>(wanted + 4) / 8 * 8);
  return static_cast<double>(rounded) < 0.9 * wanted ? rounded + 8 : rounded;
}

struct Block {
  std::string prefix;
  const Stage& stage;
  int64_t filters;
  int64_t stride;
  double drop_rate;
};

class Builder {
 public:
  Builder(const Variant& variant, bool lite, int input_size)
      : variant_(variant),
        lite_(lite),
        x_(graph_.input("input_layer", {input_size, input_size, 3})) {}

  Graph build(const BackboneOptions& options) {
    if (!lite_) add_input_scaling(options.imagenet_rescaling);
    x_ = strided("stem_conv_pad", x_, 3, 2);
    x_ = graph_.add("stem_conv",
                    Conv2D{lite_ ? kStemFilters : filters(kStemFilters),
                           {3, 3},
                           {2, 2},
                           padding(2),
                           false,
                           ActivationKind::kLinear,
                           kConvInitialiser},
                    x_);
    x_ = norm_activation("stem_", x_);
    add_blocks();
    x_ = graph_.add("top_conv", pointwise(lite_ ? kTopFilters : filters(kTopFilters)), x_);
    x_ = norm_activation("top_", x_);
    if (options.include_top) {
      x_ = graph_.add("avg_pool", GlobalAveragePooling2D{}, x_);
      x_ = graph_.add("top_dropout", Dropout{variant_.top_dropout}, x_);
      graph_.add("predictions", Dense{1000, ActivationKind::kSoftmax, kDenseInitialiser}, x_);
    }
    return std::move(graph_);
  }

 private:
  void add_input_scaling(bool imagenet_rescaling) {
    x_ = graph_.add(graph_.next_name("rescaling"), Rescaling{{1.0 / 255.0}}, x_);
    x_ = graph_.add(graph_.next_name("normalization"), Normalization{}, x_);
    if (!imagenet_rescaling) return;
    Rescaling rescaling;
    for (const double deviation : kImagenetDeviation)
      rescaling.scale.push_back(1.0 / std::sqrt(deviation));
    x_ = graph_.add(graph_.next_name("rescaling"), rescaling, x_);
  }

  void add_blocks() {
    int total = 0;
    for (size_t i = 0; i < kStages.size(); ++i) total += repeats(i);
    int number = 0;
    for (size_t i = 0; i < kStages.size(); ++i) {
      const Stage& stage = kStages[i];
      for (int repeat = 0; repeat < repeats(i); ++repeat, ++number) {
        add_block({"block" + std::to_string(i + 1) + static_cast<char>('a' + repeat) + "_", stage,
                   filters(stage.filters), repeat == 0 ? stage.stride : 1,
                   kDropConnectRate * number / total});
      }
    }
  }

  // Expands, looks at a window per channel, squeezes, projects.
  void add_block(const Block& block) {
    const LayerId input = x_;
    const int64_t channels = graph_.layer(input).output[2];
    LayerId x = input;
    if (block.stage.expansion != 1) {
      x = graph_.add(block.prefix + "expand_conv", pointwise(channels * block.stage.expansion), x);
      x = norm_activation(block.prefix + "expand_", x);
    }
    const int64_t window = block.stage.window;
    x = strided(block.prefix + "dwconv_pad", x, window, block.stride);
    x = graph_.add(block.prefix + "dwconv",
                   DepthwiseConv2D{{window, window},
                                   {block.stride, block.stride},
                                   padding(block.stride),
                                   kConvInitialiser},
                   x);
    x = norm_activation(block.prefix, x);
    if (!lite_) x = squeeze_and_excite(block.prefix, x, channels / kSqueezeDivisor);
    x = graph_.add(block.prefix + "project_conv", pointwise(block.filters), x);
    x = graph_.add(block.prefix + "project_bn", BatchNormalization{}, x);
    if (block.stride == 1 && channels == block.filters) {
      x = graph_.add(block.prefix + "drop", Dropout{block.drop_rate, true}, x);
      x = graph_.add(block.prefix + "add", Add{}, {x, input});
    }
    x_ = x;
  }

  LayerId squeeze_and_excite(const std::string& prefix, LayerId input, int64_t squeezed) {
    const int64_t channels = graph_.layer(input).output[2];
    const auto conv = [](int64_t count, ActivationKind activation) {
      return Conv2D{count, {1, 1}, {1, 1}, Padding::kSame, true, activation, kConvInitialiser};
    };
    LayerId x = graph_.add(prefix + "se_squeeze", GlobalAveragePooling2D{}, input);
    x = graph_.add(prefix + "se_reshape", Reshape{{1, 1, channels}}, x);
    x = graph_.add(prefix + "se_reduce", conv(squeezed, ActivationKind::kSilu), x);
    x = graph_.add(prefix + "se_expand", conv(channels, ActivationKind::kSigmoid), x);
    return graph_.add(prefix + "se_excite", Multiply{}, {input, x});
  }

  // Keras pads in front of a stride by a layer of its own, one pixel less above and left where the
  // side is even.
  LayerId strided(const std::string& name, LayerId x, int64_t window, int64_t stride) {
    if (lite_ || stride == 1) return x;
    const Shape& in = graph_.layer(x).output;
    const int64_t half = window / 2;
    return graph_.add(name, ZeroPadding2D{half - 1 + in[0] % 2, half, half - 1 + in[1] % 2, half},
                      x);
  }
  Padding padding(int64_t stride) const {
    return lite_ || stride == 1 ? Padding::kSame : Padding::kValid;
  }

  static Conv2D pointwise(int64_t count) {
    return {count,           {1, 1}, {1, 1}, Padding::kSame, false, ActivationKind::kLinear,
            kConvInitialiser};
  }

  LayerId norm_activation(const std::string& prefix, LayerId x) {
    x = graph_.add(prefix + "bn", BatchNormalization{}, x);
    const Operation activation =
        lite_ ? Operation(ReLU{6}) : Operation(Activation{ActivationKind::kSilu});
    return graph_.add(prefix + "activation", activation, x);
  }

  int64_t filters(int64_t count) const { return scaled_filters(variant_.width, count); }
  int repeats(size_t stage) const {
    const bool fixed = lite_ && (stage == 0 || stage + 1 == kStages.size());
    return fixed ? kStages[stage].repeats
                 : static_cast<int>(std::ceil(variant_.depth * kStages[stage].repeats));
  }

  const Variant& variant_;
  const bool lite_;
  Graph graph_;
  LayerId x_;
};

}  // namespace

Graph build_efficientnet(const Backbone& backbone, const BackboneOptions& options) {
  return Builder(find_variant(backbone.keras_name), false, options.input_size).build(options);
}

Graph build_efficientnet_lite(const Backbone& backbone, const BackboneOptions& options) {
  return Builder(find_variant(backbone.keras_name), true, options.input_size).build(options);
}

}  // namespace myolens
