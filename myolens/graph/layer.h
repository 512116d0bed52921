// What one layer of a network is: an operation with its settings, as Keras defines it. No tensors
// here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "myolens/graph/initialiser.h"

namespace myolens {

// Shape of one sample, without the batch: {height, width, channels} or {features}.
using Shape = std::vector<int64_t>;

int64_t element_count(const Shape& shape);
std::string to_string(const Shape& shape);  // "7 x 7 x 2048"

enum class Padding { kValid, kSame };
enum class ActivationKind { kLinear, kRelu, kSilu, kSigmoid, kSoftmax };

std::string_view name_of(Padding padding);            // "valid", "same"
std::string_view name_of(ActivationKind activation);  // "linear", "relu", "silu", ...

struct Extent {
  int64_t height = 1;
  int64_t width = 1;
  bool operator==(const Extent&) const = default;
};

struct InputLayer {
  Shape shape;
};

struct ZeroPadding2D {
  int64_t top = 0;
  int64_t bottom = 0;
  int64_t left = 0;
  int64_t right = 0;
};

// Weights: kernel (height, width, in, filters) and, with use_bias, bias (filters).
struct Conv2D {
  int64_t filters = 0;
  Extent kernel_size;
  Extent strides;
  Padding padding = Padding::kValid;
  bool use_bias = true;
  ActivationKind activation = ActivationKind::kLinear;
  Initialiser kernel_initialiser = kGlorotUniform;
};

// Weights: kernel (height, width, in, 1): one filter per channel.
struct DepthwiseConv2D {
  Extent kernel_size;
  Extent strides;
  Padding padding = Padding::kValid;
  Initialiser kernel_initialiser = kGlorotUniform;
};

// A depthwise convolution, then a 1 x 1 convolution. Weights: depthwise_kernel (height, width, in,
// 1), pointwise_kernel (1, 1, in, filters).
struct SeparableConv2D {
  int64_t filters = 0;
  Extent kernel_size;
  Padding padding = Padding::kValid;
};

// Weights: gamma (with `scale`), beta, moving_mean, moving_variance, one value per channel.
struct BatchNormalization {
  double epsilon = 1e-3;
  bool scale = true;
  double momentum = 0.99;  // of the moving statistics, in training mode
};

// Output = input * scale, per channel or, with one value, for all.
struct Rescaling {
  std::vector<double> scale;
};

// Output = (input - mean) / max(sqrt(variance), 1e-7). Weights: mean, variance (one value per
// channel), count.
struct Normalization {};

struct Activation {
  ActivationKind kind = ActivationKind::kRelu;
};

struct MaxPooling2D {
  Extent pool_size;
  Extent strides;
  Padding padding = Padding::kValid;
};

// Padding does not count towards the mean.
struct AveragePooling2D {
  Extent pool_size;
  Extent strides;
  Padding padding = Padding::kValid;
};

// The layer of its own that Keras has for max(x, 0), cut off at `max_value` when that is above 0.
struct ReLU {
  double max_value = 0;
};

struct Add {};

// Output = first input + scale * second input.
struct CustomScaleLayer {
  double scale = 1;
};

// One input of height x width x channels, one of 1 x 1 x channels.
struct Multiply {};

// Along the channels; of feature maps, or of vectors.
struct Concatenate {};

struct Flatten {};

struct Reshape {
  Shape target;
};

// {channels}, or {1, 1, channels} with keep_dimensions.
struct GlobalAveragePooling2D {
  bool keep_dimensions = false;
};

// Weights: kernel (in, units) and bias (units).
struct Dense {
  int64_t units = 0;
  ActivationKind activation = ActivationKind::kLinear;
  Initialiser kernel_initialiser = kGlorotUniform;
};

struct Dropout {
  // Share of values set to zero in training; the rest is scaled by 1 / (1 - rate).
  double rate = 0.5;
  bool per_sample = false;  // drops whole samples: Keras's noise shape (batch, 1, 1, 1)
};

using Operation =
    std::variant<InputLayer, ZeroPadding2D, Conv2D, DepthwiseConv2D, SeparableConv2D,
                 BatchNormalization, Rescaling, Normalization, Activation, ReLU, MaxPooling2D,
                 AveragePooling2D, Add, CustomScaleLayer, Multiply, Concatenate, Flatten, Reshape,
                 GlobalAveragePooling2D, Dense, Dropout>;

// Keras class name: "Conv2D", ...
std::string_view type_name(const Operation& operation);

// Output shape for the given input shapes. Errors: kInvalidArgument, naming what does not fit.
Shape output_shape(const Operation& operation, const std::vector<Shape>& inputs);

struct WeightSpec {
  std::string variable;  // "kernel", "bias", "gamma", ...
  Shape shape;           // in Keras's layout
  Initialiser initialiser{};
};

// The variables of an operation whose first input has the given shape, in Keras's order.
std::vector<WeightSpec> weight_specs(const Operation& operation, const Shape& input);

// What a window adds on each side of one dimension. TensorFlow's SAME pads right and bottom first.
struct WindowPadding {
  int64_t before = 0;
  int64_t after = 0;
};
WindowPadding window_padding(Padding padding, int64_t input, int64_t window, int64_t stride);

}  // namespace myolens
