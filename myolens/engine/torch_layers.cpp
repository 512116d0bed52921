#include "myolens/engine/torch_layers.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <cmath>

#include "myolens/base/error.h"
#include "myolens/engine/layout.h"
#include "myolens/engine/torch_batch_norm.h"
#include "myolens/engine/torch_pointwise.h"

namespace myolens {
namespace {

constexpr double kSmallestDeviation = 1e-7;  // keras.backend.epsilon(), in Normalization

bool is_depthwise(const Layer& layer, const std::string& variable) {
  return variable == "depthwise_kernel" || std::holds_alternative<DepthwiseConv2D>(layer.operation);
}

at::Tensor per_channel(const at::Tensor& values) { return values.view({1, -1, 1, 1}); }

// In inference mode, as Keras computes it: x * scale + shift.
LayerVariables folded(const LayerVariables& variables, double epsilon) {
  at::Tensor scale = at::rsqrt(variables.at("moving_variance") + epsilon);
  if (variables.contains("gamma")) scale = scale * variables.at("gamma");
  const at::Tensor shift = variables.at("beta") - variables.at("moving_mean") * scale;
  return {{"folded_scale", scale}, {"folded_shift", shift}};
}

LayerVariables in_inference(const BatchNormalization& norm, const LayerVariables& variables) {
  return uses_batch_statistics(variables) ? folded(variables, norm.epsilon) : variables;
}

at::Tensor activate(const at::Tensor& x, ActivationKind kind) {
  switch (kind) {
    case ActivationKind::kRelu:
      return at::relu(x);
    case ActivationKind::kSilu:
      return at::silu(x);
    case ActivationKind::kSigmoid:
      return at::sigmoid(x);
    case ActivationKind::kLinear:
    case ActivationKind::kSoftmax:
      return x;
  }
  throw Error(ErrorCode::kInternal, "an activation that libtorch is not told of");
}

at::Tensor padded(const at::Tensor& x, WindowPadding vertical, WindowPadding horizontal,
                  double value) {
  return at::constant_pad_nd(
      x, {horizontal.before, horizontal.after, vertical.before, vertical.after}, value);
}

// Equal pads on both sides are left to the operation behind.
struct PaddedWindow {
  at::Tensor input;
  std::vector<int64_t> padding{0, 0};
};

PaddedWindow pad_for_window(const at::Tensor& x, Padding padding, Extent window, Extent strides,
                            double value) {
  const WindowPadding vertical = window_padding(padding, x.size(2), window.height, strides.height);
  const WindowPadding horizontal = window_padding(padding, x.size(3), window.width, strides.width);
  if (vertical.before == vertical.after && horizontal.before == horizontal.after) {
    return {x, {vertical.before, horizontal.before}};
  }
  return {padded(x, vertical, horizontal, value)};
}

struct LayerRunner {
  const Layer& layer;
  const LayerVariables& variables;
  const std::vector<at::Tensor>& in;
  RandomStream* random;
  const LayerContext& context;

  at::Tensor operator()(const InputLayer&) const {
    throw Error(ErrorCode::kInternal, "the input layer " + layer.name + " is not computed");
  }
  at::Tensor operator()(const ZeroPadding2D& p) const {
    return padded(in[0], {p.top, p.bottom}, {p.left, p.right}, 0.0);
  }
  at::Tensor operator()(const Conv2D& conv) const {
    const PaddedWindow x = window(conv.padding, conv.kernel_size, conv.strides);
    return activate(convolved(x, variable("kernel"), bias(), conv.strides), conv.activation);
  }
  at::Tensor operator()(const DepthwiseConv2D& conv) const {
    return by_channel("kernel", conv.padding, conv.kernel_size, conv.strides);
  }
  at::Tensor operator()(const SeparableConv2D& conv) const {
    const at::Tensor x = by_channel("depthwise_kernel", conv.padding, conv.kernel_size, {1, 1});
    return convolved({x}, variable("pointwise_kernel"), {}, {1, 1});
  }
  static at::Tensor convolved(const PaddedWindow& x, const at::Tensor& kernel,
                              const std::optional<at::Tensor>& bias, Extent strides) {
    const bool one_pixel = kernel.size(2) == 1 && kernel.size(3) == 1;
    if (one_pixel && kernel.requires_grad() && x.padding == std::vector<int64_t>{0, 0})
      return pointwise_convolution(x.input, kernel, bias, sizes(strides));
    return at::conv2d(x.input, kernel, bias, sizes(strides), x.padding);
  }
  at::Tensor by_channel(const std::string& kernel, Padding padding, Extent extent,
                        Extent strides) const {
    const PaddedWindow x = window(padding, extent, strides);
    return at::conv2d(x.input, variable(kernel), bias(), sizes(strides), x.padding, {1, 1},
                      x.input.size(1));
  }
  // What a convolution sees.
  PaddedWindow window(Padding padding, Extent extent, Extent strides) const {
    PaddedWindow x = pad_for_window(in[0], padding, extent, strides, 0.0);
    x.padding[0] += context.padding.height;
    x.padding[1] += context.padding.width;
    return x;
  }
  // In the type of the feature maps.
  at::Tensor variable(const std::string& name) const {
    return variables.at(name).to(in[0].scalar_type());
  }
  std::optional<at::Tensor> bias() const {
    return variables.contains("bias") ? std::optional(variable("bias")) : std::nullopt;
  }
  at::Tensor operator()(const BatchNormalization& norm) const {
    if (random && uses_batch_statistics(variables)) return normalized_by_batch(norm);
    const LayerVariables v = in_inference(norm, variables);
    // In float32 whatever the feature maps are. Unlike at::batch_norm it keeps no feature map for
    // the gradient.
    return at::addcmul(per_channel(v.at("folded_shift")), in[0], per_channel(v.at("folded_scale")))
        .to(in[0].scalar_type());
  }
  at::Tensor normalized_by_batch(const BatchNormalization& norm) const {
    const auto gamma = norm.scale ? std::optional(variables.at("gamma")) : std::nullopt;
    const NormalizedBatch batch =
        normalize_by_batch(in[0], gamma, variables.at("beta"), norm.epsilon, context.relu_behind);
    const c10::NoGradGuard no_gradient;
    const auto move = [&](const char* name, const at::Tensor& value) {
      at::Tensor moving = variables.at(name);
      moving.mul_(norm.momentum).add_(value, 1.0 - norm.momentum);
    };
    move("moving_mean", batch.mean);
    move("moving_variance", batch.variance);  // biased, as in Keras
    return batch.output;
  }
  at::Tensor operator()(const Rescaling& rescaling) const {
    return at::mul(in[0], per_channel(at::tensor(rescaling.scale, in[0].options())));
  }
  at::Tensor operator()(const Normalization&) const {
    const at::Tensor deviation =
        at::clamp_min(at::sqrt(variables.at("variance")), kSmallestDeviation);
    return at::div(at::sub(in[0], per_channel(variables.at("mean"))), per_channel(deviation))
        .to(in[0].scalar_type());
  }
  at::Tensor operator()(const Activation& activation) const {
    if (context.overwrites) return overwritten();
    return activate(in[0], activation.kind);
  }
  at::Tensor overwritten() const {
    at::Tensor x = in[0];
    return at::relu_(x);
  }
  at::Tensor operator()(const ReLU& relu) const {
    if (context.overwrites) return overwritten();
    return relu.max_value > 0 ? at::hardtanh(in[0], 0.0, relu.max_value) : at::relu(in[0]);
  }
  at::Tensor operator()(const MaxPooling2D& pool) const {
    const PaddedWindow x =
        pad_for_window(in[0], pool.padding, pool.pool_size, pool.strides, -INFINITY);
    return at::max_pool2d(x.input, sizes(pool.pool_size), sizes(pool.strides), x.padding);
  }
  at::Tensor operator()(const AveragePooling2D& pool) const {
    const PaddedWindow x = pad_for_window(in[0], pool.padding, pool.pool_size, pool.strides, 0.0);
    const auto pooled = [&](const at::Tensor& values) {
      return at::avg_pool2d(values, sizes(pool.pool_size), sizes(pool.strides), x.padding,
                            /*ceil_mode=*/false,
                            /*count_include_pad=*/false);
    };
    if (x.input.is_same(in[0])) return pooled(in[0]);
    // Pads that we put there ourselves count towards libtorch's mean: divide by the share of the
    // others.
    const at::Tensor inside = at::ones({1, 1, in[0].size(2), in[0].size(3)}, in[0].options());
    return at::div(
        pooled(x.input),
        pooled(pad_for_window(inside, pool.padding, pool.pool_size, pool.strides, 0.0).input));
  }
  at::Tensor operator()(const Add&) const {
    at::Tensor sum = in[0];
    for (size_t i = 1; i < in.size(); ++i) sum = at::add(sum, in[i]);
    return sum;
  }
  at::Tensor operator()(const CustomScaleLayer& custom) const {
    return at::add(in[0], in[1], custom.scale);
  }
  at::Tensor operator()(const Multiply&) const { return at::mul(in[0], in[1]); }
  at::Tensor operator()(const Concatenate&) const { return at::cat(in, 1); }
  at::Tensor operator()(const Flatten&) const { return reshaped(); }
  at::Tensor operator()(const Reshape&) const { return reshaped(); }
  // Keras counts values with the channels last.
  at::Tensor reshaped() const {
    std::vector<int64_t> shape{in[0].size(0)};
    shape.insert(shape.end(), layer.output.begin(), layer.output.end());
    const at::Tensor last = in[0].dim() == 4 ? in[0].permute({0, 2, 3, 1}) : in[0];
    const at::Tensor result = last.reshape(shape);
    return result.dim() == 4 ? result.permute({0, 3, 1, 2}) : result;
  }
  at::Tensor operator()(const GlobalAveragePooling2D& pool) const {
    // Of one pixel, as heads have it that are trained on pooled features, it is the pixel.
    const bool one_pixel = in[0].size(2) == 1 && in[0].size(3) == 1 && !pool.keep_dimensions;
    const at::Tensor mean =
        one_pixel ? in[0].flatten(1) : at::mean(in[0], {2, 3}, pool.keep_dimensions);
    return pool.keep_dimensions || in[0].scalar_type() != at::kBFloat16 ? mean
                                                                        : mean.to(at::kFloat);
  }
  at::Tensor operator()(const Dense& dense) const {
    return activate(at::addmm(variables.at("bias"), in[0], variables.at("kernel")),
                    dense.activation);
  }
  at::Tensor operator()(const Dropout& dropout) const {
    if (!random || dropout.rate <= 0.0) return in[0];
    // Masks come from our own stream: at::dropout takes no generator.
    std::vector<int64_t> shape = in[0].sizes().vec();
    if (dropout.per_sample) std::fill(shape.begin() + 1, shape.end(), 1);
    at::Tensor mask = at::empty(shape);
    float* values = mask.mutable_data_ptr<float>();
    const auto kept = static_cast<float>(1.0 / (1.0 - dropout.rate));
    for (int64_t i = 0; i < mask.numel(); ++i)
      values[i] = random->chance(dropout.rate) ? 0.0f : kept;
    return at::mul(in[0], mask.to(in[0].scalar_type()));
  }

  static std::vector<int64_t> sizes(Extent extent) { return {extent.height, extent.width}; }
};

}  // namespace

at::Tensor variable_from_keras(const Layer& layer, const std::string& variable,
                               const Tensor& tensor) {
  const bool kernel = tensor.shape.size() == 4;
  const std::vector<float> values =
      kernel ? kernel_to_oihw(tensor)
             : std::vector<float>(tensor.values.begin(), tensor.values.end());
  std::vector<int64_t> shape = tensor.shape;
  if (kernel) {
    shape = is_depthwise(layer, variable)
                ? std::vector<int64_t>{tensor.shape[2], 1, tensor.shape[0], tensor.shape[1]}
                : std::vector<int64_t>{tensor.shape[3], tensor.shape[2], tensor.shape[0],
                                       tensor.shape[1]};
  }
  const at::Tensor copy = at::from_blob(const_cast<float*>(values.data()), shape).clone();
  return kernel ? copy.contiguous(at::MemoryFormat::ChannelsLast) : copy;
}

LayerVariables make_variables(const Layer& layer, const WeightSet& weights, at::ScalarType type,
                              bool keep_statistics) {
  LayerVariables variables;
  for (const WeightSpec& spec : layer.weights) {
    const Tensor& tensor = weights.at(layer.name, spec.variable);
    variables[spec.variable] = variable_from_keras(layer, spec.variable, tensor).to(type);
    tensor.release();
  }
  const auto* norm = std::get_if<BatchNormalization>(&layer.operation);
  return norm && !keep_statistics ? folded(variables, norm->epsilon) : variables;
}

Tensor variable_to_keras(const Layer& layer, const std::string& variable, const at::Tensor& value) {
  at::Tensor ordered = value.detach();
  if (ordered.dim() == 4) {
    ordered = is_depthwise(layer, variable) ? ordered.permute({2, 3, 0, 1})
                                            : ordered.permute({2, 3, 1, 0});
  }
  ordered = ordered.to(at::kFloat).contiguous();
  const float* data = ordered.const_data_ptr<float>();
  return make_tensor(ordered.sizes().vec(), std::vector<float>(data, data + ordered.numel()));
}

bool uses_batch_statistics(const LayerVariables& norm) { return norm.contains("moving_mean"); }

LayerVariables with_folded_norm(const LayerVariables& convolution, const Layer& norm,
                                const LayerVariables& norm_variables) {
  const LayerVariables folded_norm =
      in_inference(std::get<BatchNormalization>(norm.operation), norm_variables);
  const at::Tensor& scale = folded_norm.at("folded_scale");
  const at::Tensor& shift = folded_norm.at("folded_shift");
  LayerVariables joined;
  joined["kernel"] = convolution.at("kernel") * scale.view({-1, 1, 1, 1});
  joined["bias"] =
      convolution.contains("bias") ? at::addcmul(shift, convolution.at("bias"), scale) : shift;
  return joined;
}

at::Tensor run_layer(const Layer& layer, const LayerVariables& variables,
                     const std::vector<at::Tensor>& inputs, RandomStream* random,
                     const LayerContext& context) {
  return std::visit(LayerRunner{layer, variables, inputs, random, context}, layer.operation);
}

}  // namespace myolens
