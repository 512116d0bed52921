// What one layer of a network is: an operation with its settings, as Keras defines it. No tensors
// here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace myolens {

// Shape of one sample, without the batch: {height, width, channels} or {features}.
using Shape = std::vector<int64_t>;

int64_t element_count(const Shape& shape);
std::string to_string(const Shape& shape);  // "7 x 7 x 2048"

enum class Padding { kValid, kSame };
enum class ActivationKind { kLinear, kRelu, kSoftmax };

std::string_view name_of(Padding padding);            // "valid", "same"
std::string_view name_of(ActivationKind activation);  // "linear", "relu", "softmax"

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
};

// Weights: gamma, beta, moving_mean, moving_variance, one value per channel.
struct BatchNormalization {
  double epsilon = 1e-3;
};

struct Activation {
  ActivationKind kind = ActivationKind::kRelu;
};

struct MaxPooling2D {
  Extent pool_size;
  Extent strides;
  Padding padding = Padding::kValid;
};

struct Add {};

struct GlobalAveragePooling2D {};

// Weights: kernel (in, units) and bias (units).
struct Dense {
  int64_t units = 0;
  ActivationKind activation = ActivationKind::kLinear;
};

struct Dropout {
  double rate =
      0.5;  // share of values set to zero in training; the rest is scaled by 1 / (1 - rate)
};

using Operation = std::variant<InputLayer, ZeroPadding2D, Conv2D, BatchNormalization, Activation,
                               MaxPooling2D, Add, GlobalAveragePooling2D, Dense, Dropout>;

// Keras class name: "Conv2D", ...
std::string_view type_name(const Operation& operation);

// Output shape for the given input shapes. Errors: kInvalidArgument, naming what does not fit.
Shape output_shape(const Operation& operation, const std::vector<Shape>& inputs);

struct WeightSpec {
  std::string variable;  // "kernel", "bias", "gamma", ...
  Shape shape;           // in Keras's layout
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
