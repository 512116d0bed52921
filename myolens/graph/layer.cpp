#include "myolens/graph/layer.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "myolens/base/error.h"

namespace myolens {
namespace {

template <typename... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};
template <typename... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

const Shape& only_input(const std::vector<Shape>& inputs) {
  if (inputs.size() != 1) {
    throw Error(ErrorCode::kInvalidArgument,
                "one input expected, " + std::to_string(inputs.size()) + " given");
  }
  return inputs[0];
}

const Shape& only_spatial_input(const std::vector<Shape>& inputs) {
  const Shape& shape = only_input(inputs);
  if (shape.size() != 3) {
    throw Error(ErrorCode::kInvalidArgument,
                "an input of height x width x channels expected, " + to_string(shape) + " given");
  }
  return shape;
}

int64_t window_count(Padding padding, int64_t input, int64_t window, int64_t stride) {
  const int64_t count =
      padding == Padding::kSame ? (input + stride - 1) / stride : (input - window) / stride + 1;
  if (count <= 0 || (padding == Padding::kValid && input < window)) {
    throw Error(ErrorCode::kInvalidArgument, "a window of " + std::to_string(window) +
                                                 " does not fit into " + std::to_string(input) +
                                                 " pixels; use a larger input size");
  }
  return count;
}

Shape windowed(const Shape& in, Padding padding, Extent window, Extent strides, int64_t channels) {
  return {window_count(padding, in[0], window.height, strides.height),
          window_count(padding, in[1], window.width, strides.width), channels};
}

}  // namespace

int64_t element_count(const Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>());
}

std::string to_string(const Shape& shape) {
  std::string text;
  for (const int64_t size : shape) text += (text.empty() ? "" : " x ") + std::to_string(size);
  return text.empty() ? "scalar" : text;
}

std::string_view name_of(Padding padding) { return padding == Padding::kValid ? "valid" : "same"; }

std::string_view name_of(ActivationKind activation) {
  switch (activation) {
    case ActivationKind::kLinear:
      return "linear";
    case ActivationKind::kRelu:
      return "relu";
    case ActivationKind::kSilu:
      return "silu";
    case ActivationKind::kSigmoid:
      return "sigmoid";
    case ActivationKind::kSoftmax:
      return "softmax";
  }
  throw Error(ErrorCode::kInternal, "an activation without a name");
}

std::string_view type_name(const Operation& operation) {
  return std::visit(
      Overloaded{[](const InputLayer&) { return "InputLayer"; },
                 [](const ZeroPadding2D&) { return "ZeroPadding2D"; },
                 [](const Conv2D&) { return "Conv2D"; },
                 [](const DepthwiseConv2D&) { return "DepthwiseConv2D"; },
                 [](const SeparableConv2D&) { return "SeparableConv2D"; },
                 [](const BatchNormalization&) { return "BatchNormalization"; },
                 [](const Rescaling&) { return "Rescaling"; },
                 [](const Normalization&) { return "Normalization"; },
                 [](const Activation&) { return "Activation"; },
                 [](const ReLU&) { return "ReLU"; },
                 [](const MaxPooling2D&) { return "MaxPooling2D"; },
                 [](const AveragePooling2D&) { return "AveragePooling2D"; },
                 [](const Add&) { return "Add"; },
                 [](const CustomScaleLayer&) { return "CustomScaleLayer"; },
                 [](const Multiply&) { return "Multiply"; },
                 [](const Concatenate&) { return "Concatenate"; },
                 [](const Flatten&) { return "Flatten"; },
                 [](const Reshape&) { return "Reshape"; },
                 [](const GlobalAveragePooling2D&) { return "GlobalAveragePooling2D"; },
                 [](const Dense&) { return "Dense"; },
                 [](const Dropout&) { return "Dropout"; }},
      operation);
}

namespace {

// Output shapes of single operations.
struct ShapeRule {
  const std::vector<Shape>& inputs;

  Shape operator()(const InputLayer& input) const { return input.shape; }
  Shape operator()(const ZeroPadding2D& pad) const {
    const Shape& in = only_spatial_input(inputs);
    return {in[0] + pad.top + pad.bottom, in[1] + pad.left + pad.right, in[2]};
  }
  Shape operator()(const Conv2D& conv) const {
    return windowed(only_spatial_input(inputs), conv.padding, conv.kernel_size, conv.strides,
                    conv.filters);
  }
  Shape operator()(const DepthwiseConv2D& conv) const {
    const Shape& in = only_spatial_input(inputs);
    return windowed(in, conv.padding, conv.kernel_size, conv.strides, in[2]);
  }
  Shape operator()(const SeparableConv2D& conv) const {
    return windowed(only_spatial_input(inputs), conv.padding, conv.kernel_size, {1, 1},
                    conv.filters);
  }
  Shape operator()(const BatchNormalization&) const { return only_input(inputs); }
  Shape operator()(const Rescaling& rescaling) const {
    const Shape& in = only_input(inputs);
    const auto values = static_cast<int64_t>(rescaling.scale.size());
    if (values != 1 && values != in.back()) refuse("one scale, or one per channel");
    return in;
  }
  Shape operator()(const Normalization&) const { return only_input(inputs); }
  Shape operator()(const Activation&) const { return only_input(inputs); }
  Shape operator()(const ReLU&) const { return only_input(inputs); }
  Shape operator()(const MaxPooling2D& pool) const {
    return pooled(pool.padding, pool.pool_size, pool.strides);
  }
  Shape operator()(const AveragePooling2D& pool) const {
    return pooled(pool.padding, pool.pool_size, pool.strides);
  }
  Shape operator()(const Add&) const {
    const bool equal = inputs.size() >= 2 &&
                       std::ranges::all_of(inputs, [&](const Shape& s) { return s == inputs[0]; });
    if (!equal) refuse("two or more inputs of one shape");
    return inputs[0];
  }
  Shape operator()(const CustomScaleLayer&) const {
    if (inputs.size() != 2 || inputs[0] != inputs[1]) refuse("two inputs of one shape");
    return inputs[0];
  }
  Shape operator()(const Multiply&) const {
    const bool fits =
        inputs.size() == 2 && inputs[0].size() == 3 && inputs[1] == Shape{1, 1, inputs[0][2]};
    if (!fits) refuse("inputs of height x width x channels and 1 x 1 x channels");
    return inputs[0];
  }
  Shape operator()(const Concatenate&) const {
    const auto fits = [&](const Shape& s) {
      return s.size() == inputs[0].size() &&
             (s.size() == 1 || (s.size() == 3 && s[0] == inputs[0][0] && s[1] == inputs[0][1]));
    };
    if (inputs.size() < 2 || !std::ranges::all_of(inputs, fits))
      refuse("two or more inputs of one height and width, or vectors,");
    Shape result = inputs[0];
    for (size_t i = 1; i < inputs.size(); ++i) result.back() += inputs[i].back();
    return result;
  }
  Shape operator()(const Flatten&) const { return {element_count(only_input(inputs))}; }
  Shape operator()(const Reshape& reshape) const {
    if (element_count(only_input(inputs)) != element_count(reshape.target)) {
      refuse("an input of as many values as " + to_string(reshape.target));
    }
    return reshape.target;
  }
  Shape operator()(const GlobalAveragePooling2D& pool) const {
    const int64_t channels = only_spatial_input(inputs)[2];
    return pool.keep_dimensions ? Shape{1, 1, channels} : Shape{channels};
  }
  Shape operator()(const Dense& dense) const {
    if (only_input(inputs).size() != 1) refuse("an input of one dimension");
    return {dense.units};
  }
  Shape operator()(const Dropout&) const { return only_input(inputs); }

 private:
  Shape pooled(Padding padding, Extent pool_size, Extent strides) const {
    const Shape& in = only_spatial_input(inputs);
    return windowed(in, padding, pool_size, strides, in[2]);
  }

  [[noreturn]] void refuse(const std::string& expected) const {
    std::string given;
    for (const Shape& shape : inputs) given += (given.empty() ? "" : " and ") + to_string(shape);
    throw Error(ErrorCode::kInvalidArgument, expected + " expected, " + given + " given");
  }
};

// Variables of single operations.
struct WeightRule {
  const Shape& in;

  std::vector<WeightSpec> operator()(const Conv2D& conv) const {
    std::vector<WeightSpec> specs{
        {"kernel",
         {conv.kernel_size.height, conv.kernel_size.width, in[2], conv.filters},
         conv.kernel_initialiser}};
    if (conv.use_bias) specs.push_back({"bias", {conv.filters}});
    return specs;
  }
  std::vector<WeightSpec> operator()(const DepthwiseConv2D& conv) const {
    return {{"kernel",
             {conv.kernel_size.height, conv.kernel_size.width, in[2], 1},
             conv.kernel_initialiser}};
  }
  std::vector<WeightSpec> operator()(const SeparableConv2D& conv) const {
    return {{"depthwise_kernel",
             {conv.kernel_size.height, conv.kernel_size.width, in[2], 1},
             kGlorotUniform},
            {"pointwise_kernel", {1, 1, in[2], conv.filters}, kGlorotUniform}};
  }
  std::vector<WeightSpec> operator()(const BatchNormalization& norm) const {
    const Shape channels{in.back()};
    std::vector<WeightSpec> specs;
    if (norm.scale) specs.push_back({"gamma", channels, kOnes});
    specs.insert(
        specs.end(),
        {{"beta", channels}, {"moving_mean", channels}, {"moving_variance", channels, kOnes}});
    return specs;
  }
  std::vector<WeightSpec> operator()(const Normalization&) const {
    return {{"mean", {in.back()}}, {"variance", {in.back()}, kOnes}, {"count", {}}};
  }
  std::vector<WeightSpec> operator()(const Dense& dense) const {
    return {{"kernel", {in[0], dense.units}, dense.kernel_initialiser}, {"bias", {dense.units}}};
  }
  template <typename Other>
  std::vector<WeightSpec> operator()(const Other&) const {
    return {};
  }
};

}  // namespace

Shape output_shape(const Operation& operation, const std::vector<Shape>& inputs) {
  return std::visit(ShapeRule{inputs}, operation);
}

std::vector<WeightSpec> weight_specs(const Operation& operation, const Shape& input) {
  return std::visit(WeightRule{input}, operation);
}

WindowPadding window_padding(Padding padding, int64_t input, int64_t window, int64_t stride) {
  if (padding == Padding::kValid) return {};
  const int64_t windows = (input + stride - 1) / stride;
  const int64_t total = std::max<int64_t>(0, (windows - 1) * stride + window - input);
  return {total / 2, total - total / 2};
}

}  // namespace myolens
