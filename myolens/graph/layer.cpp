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
                 [](const BatchNormalization&) { return "BatchNormalization"; },
                 [](const Activation&) { return "Activation"; },
                 [](const MaxPooling2D&) { return "MaxPooling2D"; },
                 [](const Add&) { return "Add"; },
                 [](const GlobalAveragePooling2D&) { return "GlobalAveragePooling2D"; },
                 [](const Dense&) { return "Dense"; }, [](const Dropout&) { return "Dropout"; }},
      operation);
}

Shape output_shape(const Operation& operation, const std::vector<Shape>& inputs) {
  return std::visit(
      Overloaded{
          [&](const InputLayer& input) { return input.shape; },
          [&](const ZeroPadding2D& pad) {
            const Shape& in = only_spatial_input(inputs);
            return Shape{in[0] + pad.top + pad.bottom, in[1] + pad.left + pad.right, in[2]};
          },
          [&](const Conv2D& conv) {
            return windowed(only_spatial_input(inputs), conv.padding, conv.kernel_size,
                            conv.strides, conv.filters);
          },
          [&](const BatchNormalization&) { return only_input(inputs); },
          [&](const Activation&) { return only_input(inputs); },
          [&](const MaxPooling2D& pool) {
            const Shape& in = only_spatial_input(inputs);
            return windowed(in, pool.padding, pool.pool_size, pool.strides, in[2]);
          },
          [&](const Add&) {
            const bool equal =
                inputs.size() >= 2 &&
                std::ranges::all_of(inputs, [&](const Shape& s) { return s == inputs[0]; });
            if (!equal) {
              throw Error(ErrorCode::kInvalidArgument, "two or more inputs of one shape expected");
            }
            return inputs[0];
          },
          [&](const GlobalAveragePooling2D&) { return Shape{only_spatial_input(inputs)[2]}; },
          [&](const Dense& dense) {
            if (only_input(inputs).size() != 1) {
              throw Error(ErrorCode::kInvalidArgument,
                          "an input of one dimension expected, " + to_string(inputs[0]) + " given");
            }
            return Shape{dense.units};
          },
          [&](const Dropout&) { return only_input(inputs); }},
      operation);
}

std::vector<WeightSpec> weight_specs(const Operation& operation, const Shape& input) {
  if (const auto* conv = std::get_if<Conv2D>(&operation)) {
    std::vector<WeightSpec> specs{
        {"kernel", {conv->kernel_size.height, conv->kernel_size.width, input[2], conv->filters}}};
    if (conv->use_bias) specs.push_back({"bias", {conv->filters}});
    return specs;
  }
  if (std::holds_alternative<BatchNormalization>(operation)) {
    const Shape channels{input.back()};
    return {{"gamma", channels},
            {"beta", channels},
            {"moving_mean", channels},
            {"moving_variance", channels}};
  }
  if (const auto* dense = std::get_if<Dense>(&operation)) {
    return {{"kernel", {input[0], dense->units}}, {"bias", {dense->units}}};
  }
  return {};
}

WindowPadding window_padding(Padding padding, int64_t input, int64_t window, int64_t stride) {
  if (padding == Padding::kValid) return {};
  const int64_t windows = (input + stride - 1) / stride;
  const int64_t total = std::max<int64_t>(0, (windows - 1) * stride + window - input);
  return {total / 2, total - total / 2};
}

}  // namespace myolens
