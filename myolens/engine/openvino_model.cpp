#include "myolens/engine/openvino_model.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <openvino/opsets/opset8.hpp>

#include "myolens/base/error.h"
#include "myolens/engine/layout.h"

namespace myolens {
namespace {

namespace op = ov::opset8;
using Node = ov::Output<ov::Node>;

Node constant(const ov::Shape& shape, std::span<const float> values) {
  return std::make_shared<op::Constant>(ov::element::f32, shape, values.data());
}

// Without a copy.
Node filters(const ov::Shape& shape, const Tensor& kernel) {
  const auto values = std::make_shared<std::vector<float>>(kernel_to_oihw(kernel));
  return std::make_shared<op::Constant>(ov::element::f32, shape, values->data(), values);
}

Node integers(const std::vector<int64_t>& values) {
  return op::Constant::create(ov::element::i64, {values.size()}, values);
}

Node per_channel(std::span<const float> values) {
  return constant({1, values.size(), 1, 1}, values);
}

ov::Strides strides_of(Extent extent) {
  return {static_cast<size_t>(extent.height), static_cast<size_t>(extent.width)};
}

struct WindowPads {
  WindowPadding vertical;
  WindowPadding horizontal;
};

WindowPads window_pads(Padding padding, const Shape& in, Extent window, Extent strides) {
  return {window_padding(padding, in[0], window.height, strides.height),
          window_padding(padding, in[1], window.width, strides.width)};
}

Node activate(const Node& x, ActivationKind kind) {
  switch (kind) {
    case ActivationKind::kRelu:
      return std::make_shared<op::Relu>(x);
    case ActivationKind::kSilu:
      return std::make_shared<op::Swish>(x);
    case ActivationKind::kSigmoid:
      return std::make_shared<op::Sigmoid>(x);
    case ActivationKind::kLinear:
    case ActivationKind::kSoftmax:
      return x;
  }
  throw Error(ErrorCode::kInternal, "an activation that OpenVINO is not told of");
}

ov::CoordinateDiff before(const WindowPads& pads) {
  return {pads.vertical.before, pads.horizontal.before};
}
ov::CoordinateDiff after(const WindowPads& pads) {
  return {pads.vertical.after, pads.horizontal.after};
}

ov::Shape sizes(const ov::CoordinateDiff& values) { return {values.begin(), values.end()}; }
ov::Shape sizes(Extent extent) {
  return {static_cast<size_t>(extent.height), static_cast<size_t>(extent.width)};
}

constexpr double kSmallestDeviation = 1e-7;  // keras.backend.epsilon(), in Normalization

const std::vector<int64_t> kChannelsFirst{0, 3, 1, 2};
const std::vector<int64_t> kChannelsLast{0, 2, 3, 1};

// Turns layers into OpenVINO nodes.
class ModelBuilder {
 public:
  ModelBuilder(const Graph& graph, const WeightSet& weights, size_t batch)
      : graph_(graph), weights_(weights), batch_(batch) {}

  std::shared_ptr<ov::Model> build(const Subgraph& part) {
    ov::ParameterVector parameters;
    for (const LayerId id : part.inputs) {
      const Shape& shape = graph_.layer(id).output;
      ov::Shape dimensions{batch_};
      dimensions.insert(dimensions.end(), shape.begin(), shape.end());
      parameters.push_back(std::make_shared<op::Parameter>(ov::element::f32, dimensions));
      nodes_[id] = transposed(parameters.back(), shape, kChannelsFirst);
    }
    for (const LayerId id : part.layers) nodes_[id] = add(graph_.layer(id));
    ov::ResultVector results;
    for (const LayerId id : part.outputs) {
      const Node last = transposed(nodes_.at(id), graph_.layer(id).output, kChannelsLast);
      results.push_back(std::make_shared<op::Result>(last));
    }
    return std::make_shared<ov::Model>(results, parameters);
  }

 private:
  static Node transposed(const Node& x, const Shape& shape, const std::vector<int64_t>& order) {
    return shape.size() == 3 ? std::make_shared<op::Transpose>(x, integers(order))->output(0) : x;
  }

  std::span<const float> weight(const Layer& layer, std::string_view variable) const {
    return weights_.at(layer.name, variable).values;
  }

  const Shape& input_shape(const Layer& layer) const {
    return graph_.layer(layer.inputs[0]).output;
  }

  Node add(const Layer& layer) {
    std::vector<Node> inputs;
    for (const LayerId id : layer.inputs) inputs.push_back(nodes_.at(id));
    return std::visit([&](const auto& operation) { return add(operation, layer, inputs); },
                      layer.operation);
  }

  Node add(const InputLayer&, const Layer& layer, const std::vector<Node>&) {
    throw Error(ErrorCode::kInternal, "the input layer " + layer.name + " is not computed");
  }

  Node add(const ZeroPadding2D& pad, const Layer&, const std::vector<Node>& in) {
    const Node zero = op::Constant::create(ov::element::f32, {}, {0.0f});
    return std::make_shared<op::Pad>(in[0], integers({0, 0, pad.top, pad.left}),
                                     integers({0, 0, pad.bottom, pad.right}), zero,
                                     ov::op::PadMode::CONSTANT);
  }

  Node add(const Conv2D& conv, const Layer& layer, const std::vector<Node>& in) {
    const WindowPads pads =
        window_pads(conv.padding, input_shape(layer), conv.kernel_size, conv.strides);
    Node x = convolve(in[0], weights_.at(layer.name, "kernel"), strides_of(conv.strides), pads);
    if (conv.use_bias) x = std::make_shared<op::Add>(x, per_channel(weight(layer, "bias")));
    return activate(x, conv.activation);
  }

  static Node convolve(const Node& x, const Tensor& kernel, const ov::Strides& strides,
                       const WindowPads& pads) {
    const auto size = [&](size_t i) { return static_cast<size_t>(kernel.shape[i]); };
    return std::make_shared<op::Convolution>(x,
                                             filters({size(3), size(2), size(0), size(1)}, kernel),
                                             strides, before(pads), after(pads), ov::Strides{1, 1});
  }

  Node add(const DepthwiseConv2D& conv, const Layer& layer, const std::vector<Node>& in) {
    const WindowPads pads =
        window_pads(conv.padding, input_shape(layer), conv.kernel_size, conv.strides);
    return convolve_channels(in[0], weights_.at(layer.name, "kernel"), strides_of(conv.strides),
                             pads);
  }

  static Node convolve_channels(const Node& x, const Tensor& kernel, const ov::Strides& strides,
                                const WindowPads& pads) {
    const auto size = [&](size_t i) { return static_cast<size_t>(kernel.shape[i]); };
    return std::make_shared<op::GroupConvolution>(
        x, filters({size(2), 1, 1, size(0), size(1)}, kernel), strides, before(pads), after(pads),
        ov::Strides{1, 1});
  }

  Node add(const SeparableConv2D& conv, const Layer& layer, const std::vector<Node>& in) {
    const WindowPads pads = window_pads(conv.padding, input_shape(layer), conv.kernel_size, {1, 1});
    const ov::Strides single{1, 1};
    const Node x =
        convolve_channels(in[0], weights_.at(layer.name, "depthwise_kernel"), single, pads);
    return convolve(x, weights_.at(layer.name, "pointwise_kernel"), single, {});
  }

  Node add(const BatchNormalization& norm, const Layer& layer, const std::vector<Node>& in) {
    const auto vector = [&](std::string_view variable) {
      const auto values = weight(layer, variable);
      return constant({values.size()}, values);
    };
    const Node gamma = norm.scale ? vector("gamma") : ones(input_shape(layer).back());
    return std::make_shared<op::BatchNormInference>(in[0], gamma, vector("beta"),
                                                    vector("moving_mean"),
                                                    vector("moving_variance"), norm.epsilon);
  }

  static Node ones(int64_t count) {
    return constant({static_cast<size_t>(count)},
                    std::vector<float>(static_cast<size_t>(count), 1.0f));
  }

  Node add(const Rescaling& rescaling, const Layer&, const std::vector<Node>& in) {
    const std::vector<float> scale(rescaling.scale.begin(), rescaling.scale.end());
    return std::make_shared<op::Multiply>(in[0], per_channel(scale));
  }

  Node add(const Normalization&, const Layer& layer, const std::vector<Node>& in) {
    std::vector<float> deviation;
    for (const float variance : weight(layer, "variance"))
      deviation.push_back(
          static_cast<float>(std::max(std::sqrt(double{variance}), kSmallestDeviation)));
    const Node centred = std::make_shared<op::Subtract>(in[0], per_channel(weight(layer, "mean")));
    return std::make_shared<op::Divide>(centred, per_channel(deviation));
  }

  Node add(const ReLU& relu, const Layer&, const std::vector<Node>& in) {
    if (relu.max_value > 0) return std::make_shared<op::Clamp>(in[0], 0.0, relu.max_value);
    return std::make_shared<op::Relu>(in[0]);
  }

  Node add(const Activation& activation, const Layer&, const std::vector<Node>& in) {
    return activate(in[0], activation.kind);
  }

  Node add(const MaxPooling2D& pool, const Layer& layer, const std::vector<Node>& in) {
    const WindowPads pads =
        window_pads(pool.padding, input_shape(layer), pool.pool_size, pool.strides);
    return std::make_shared<ov::op::v1::MaxPool>(
        in[0], strides_of(pool.strides), sizes(before(pads)), sizes(after(pads)),
        sizes(pool.pool_size), ov::op::RoundingType::FLOOR, ov::op::PadType::EXPLICIT);
  }

  Node add(const AveragePooling2D& pool, const Layer& layer, const std::vector<Node>& in) {
    const WindowPads pads =
        window_pads(pool.padding, input_shape(layer), pool.pool_size, pool.strides);
    const bool exclude_padding = true;
    return std::make_shared<ov::op::v1::AvgPool>(
        in[0], strides_of(pool.strides), sizes(before(pads)), sizes(after(pads)),
        sizes(pool.pool_size), exclude_padding, ov::op::RoundingType::FLOOR,
        ov::op::PadType::EXPLICIT);
  }

  Node add(const Add&, const Layer&, const std::vector<Node>& in) {
    Node sum = in[0];
    for (size_t i = 1; i < in.size(); ++i) sum = std::make_shared<op::Add>(sum, in[i]);
    return sum;
  }

  Node add(const CustomScaleLayer& custom, const Layer&, const std::vector<Node>& in) {
    const Node scale =
        op::Constant::create(ov::element::f32, {}, {static_cast<float>(custom.scale)});
    return std::make_shared<op::Add>(in[0], std::make_shared<op::Multiply>(in[1], scale));
  }

  Node add(const Multiply&, const Layer&, const std::vector<Node>& in) {
    return std::make_shared<op::Multiply>(in[0], in[1]);
  }

  Node add(const Concatenate&, const Layer&, const std::vector<Node>& in) {
    return std::make_shared<op::Concat>(ov::OutputVector(in.begin(), in.end()), 1);
  }

  Node add(const Flatten&, const Layer& layer, const std::vector<Node>& in) {
    return reshaped(in[0], layer);
  }
  Node add(const Reshape&, const Layer& layer, const std::vector<Node>& in) {
    return reshaped(in[0], layer);
  }

  // Keras counts values with the channels last.
  Node reshaped(const Node& x, const Layer& layer) {
    std::vector<int64_t> target{static_cast<int64_t>(batch_)};
    target.insert(target.end(), layer.output.begin(), layer.output.end());
    const Node last = transposed(x, input_shape(layer), kChannelsLast);
    return transposed(std::make_shared<op::Reshape>(last, integers(target), false), layer.output,
                      kChannelsFirst);
  }

  Node add(const GlobalAveragePooling2D& pool, const Layer&, const std::vector<Node>& in) {
    return std::make_shared<op::ReduceMean>(in[0], integers({2, 3}), pool.keep_dimensions);
  }

  Node add(const Dense& dense, const Layer& layer, const std::vector<Node>& in) {
    const auto kernel = weight(layer, "kernel");
    const auto bias = weight(layer, "bias");
    const Node product = std::make_shared<op::MatMul>(
        in[0], constant({kernel.size() / bias.size(), bias.size()}, kernel), false, false);
    return activate(std::make_shared<op::Add>(product, constant({1, bias.size()}, bias)),
                    dense.activation);
  }

  Node add(const Dropout&, const Layer&, const std::vector<Node>& in) { return in[0]; }

  const Graph& graph_;
  const WeightSet& weights_;
  const size_t batch_;
  std::map<LayerId, Node> nodes_;
};

}  // namespace

std::shared_ptr<ov::Model> make_openvino_model(const Graph& graph, const Subgraph& part,
                                               const WeightSet& weights, size_t batch) {
  return ModelBuilder(graph, weights, batch).build(part);
}

}  // namespace myolens
