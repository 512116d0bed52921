#include "myolens/classifier/onnx_layers.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "myolens/base/error.h"

namespace myolens {
namespace {

using Attributes = std::vector<std::pair<std::string, OnnxAttribute>>;
using Names = std::vector<std::string>;

constexpr float kSmallestDeviation = 1e-7F;  // keras.backend.epsilon(), in Normalization

const std::vector<size_t> kFiltersFirst{3, 2, 0, 1};    // h, w, in, out -> out, in, h, w
const std::vector<size_t> kChannelFilters{2, 3, 0, 1};  // h, w, in, 1 -> in, 1, h, w
const std::vector<int64_t> kChannelsFirst{0, 3, 1, 2};
const std::vector<int64_t> kChannelsLast{0, 2, 3, 1};

struct Window {
  Padding padding = Padding::kValid;
  Extent size;
  Extent strides;
};

Attributes window_attributes(const Window& window, const Shape& input) {
  const WindowPadding rows =
      window_padding(window.padding, input[0], window.size.height, window.strides.height);
  const WindowPadding columns =
      window_padding(window.padding, input[1], window.size.width, window.strides.width);
  return {{"kernel_shape", std::vector{window.size.height, window.size.width}},
          {"strides", std::vector{window.strides.height, window.strides.width}},
          {"pads", std::vector{rows.before, columns.before, rows.after, columns.after}}};
}

class LayerWriter {
 public:
  LayerWriter(const Graph& graph, const WeightSet& weights, OnnxModel& model)
      : graph_(graph), weights_(weights), model_(model) {}

  std::string add(const Subgraph& part, const Names& inputs) {
    for (size_t i = 0; i < part.inputs.size(); ++i) values_[part.inputs[i]] = inputs.at(i);
    for (const LayerId id : part.layers) values_[id] = add(graph_.layer(id));
    return values_.at(part.outputs.at(0));
  }

 private:
  std::string add(const Layer& layer) {
    Names inputs;
    for (const LayerId id : layer.inputs) inputs.push_back(values_.at(id));
    return std::visit([&](const auto& operation) { return add(operation, layer, inputs); },
                      layer.operation);
  }

  std::string node(const std::string& operation, Names inputs, const std::string& output,
                   Attributes attributes = {}) {
    model_.nodes.push_back({operation, std::move(inputs), output, std::move(attributes)});
    return output;
  }

  std::string constant(const std::string& name, Shape shape, std::vector<float> values) {
    model_.tensors.push_back({name, make_tensor(std::move(shape), std::move(values))});
    return name;
  }
  std::string scalar(const std::string& name, double value) {
    return constant(name, {}, {static_cast<float>(value)});
  }
  std::string per_channel(const std::string& name, std::vector<float> values) {
    const auto channels = static_cast<int64_t>(values.size());
    return constant(name, {1, channels, 1, 1}, std::move(values));
  }
  std::string integers(const std::string& name, std::vector<int64_t> values) {
    model_.integers.push_back({name, std::move(values)});
    return name;
  }

  // A variable of the layer as a constant of the same name.
  std::string weight(const Layer& layer, const std::string& variable,
                     const std::vector<size_t>& axes = {}) {
    const std::string name = layer.name + "/" + variable;
    model_.tensors.push_back({name, weights_.at(layer.name, variable), axes});
    return name;
  }

  const Shape& input_shape(const Layer& layer) const {
    return graph_.layer(layer.inputs[0]).output;
  }

  static bool changes_values(ActivationKind kind) {
    return kind != ActivationKind::kLinear && kind != ActivationKind::kSoftmax;
  }
  // The name of what comes before the activation of the layer.
  static std::string linear_name(const Layer& layer, ActivationKind kind) {
    return changes_values(kind) ? layer.name + "/linear" : layer.name;
  }

  std::string activate(const std::string& x, ActivationKind kind, const std::string& name) {
    switch (kind) {
      case ActivationKind::kRelu:
        return node("Relu", {x}, name);
      case ActivationKind::kSigmoid:
        return node("Sigmoid", {x}, name);
      case ActivationKind::kSilu:
        return node("Mul", {x, node("Sigmoid", {x}, name + "/sigmoid")}, name);
      case ActivationKind::kLinear:
      case ActivationKind::kSoftmax:
        return x;
    }
    throw Error(ErrorCode::kInternal, "an activation that the ONNX export is not told of");
  }

  std::string add(const InputLayer&, const Layer& layer, const Names&) {
    throw Error(ErrorCode::kInternal, "the input layer " + layer.name + " is not computed");
  }

  std::string add(const ZeroPadding2D& pad, const Layer& layer, const Names& in) {
    const std::string pads =
        integers(layer.name + "/pads", {0, 0, pad.top, pad.left, 0, 0, pad.bottom, pad.right});
    return node("Pad", {in[0], pads}, layer.name);
  }

  std::string add(const Conv2D& conv, const Layer& layer, const Names& in) {
    Names inputs{in[0], weight(layer, "kernel", kFiltersFirst)};
    if (conv.use_bias) inputs.push_back(weight(layer, "bias"));
    const Window window{conv.padding, conv.kernel_size, conv.strides};
    const std::string linear = node("Conv", std::move(inputs), linear_name(layer, conv.activation),
                                    window_attributes(window, input_shape(layer)));
    return activate(linear, conv.activation, layer.name);
  }

  std::string add(const DepthwiseConv2D& conv, const Layer& layer, const Names& in) {
    Attributes attributes =
        window_attributes({conv.padding, conv.kernel_size, conv.strides}, input_shape(layer));
    attributes.emplace_back("group", input_shape(layer)[2]);
    return node("Conv", {in[0], weight(layer, "kernel", kChannelFilters)}, layer.name,
                std::move(attributes));
  }

  std::string add(const SeparableConv2D& conv, const Layer& layer, const Names& in) {
    Attributes attributes =
        window_attributes({conv.padding, conv.kernel_size, {1, 1}}, input_shape(layer));
    attributes.emplace_back("group", input_shape(layer)[2]);
    const std::string depthwise =
        node("Conv", {in[0], weight(layer, "depthwise_kernel", kChannelFilters)},
             layer.name + "/depthwise", std::move(attributes));
    return node("Conv", {depthwise, weight(layer, "pointwise_kernel", kFiltersFirst)}, layer.name);
  }

  std::string add(const BatchNormalization& norm, const Layer& layer, const Names& in) {
    const int64_t channels = input_shape(layer).back();
    const std::string gamma =
        norm.scale ? weight(layer, "gamma")
                   : constant(layer.name + "/ones", {channels},
                              std::vector<float>(static_cast<size_t>(channels), 1.0F));
    return node("BatchNormalization",
                {in[0], gamma, weight(layer, "beta"), weight(layer, "moving_mean"),
                 weight(layer, "moving_variance")},
                layer.name, {{"epsilon", static_cast<float>(norm.epsilon)}});
  }

  std::string add(const Rescaling& rescaling, const Layer& layer, const Names& in) {
    const std::string scale =
        per_channel(layer.name + "/scale", {rescaling.scale.begin(), rescaling.scale.end()});
    return node("Mul", {in[0], scale}, layer.name);
  }

  std::string add(const Normalization&, const Layer& layer, const Names& in) {
    const auto mean = weights_.at(layer.name, "mean").values;
    std::vector<float> deviation;
    for (const float variance : weights_.at(layer.name, "variance").values)
      deviation.push_back(std::max(std::sqrt(variance), kSmallestDeviation));
    const std::string centred =
        node("Sub", {in[0], per_channel(layer.name + "/mean", {mean.begin(), mean.end()})},
             layer.name + "/centred");
    return node("Div", {centred, per_channel(layer.name + "/deviation", std::move(deviation))},
                layer.name);
  }

  std::string add(const ReLU& relu, const Layer& layer, const Names& in) {
    if (relu.max_value <= 0) return node("Relu", {in[0]}, layer.name);
    return node(
        "Clip",
        {in[0], scalar(layer.name + "/least", 0), scalar(layer.name + "/largest", relu.max_value)},
        layer.name);
  }

  std::string add(const Activation& activation, const Layer& layer, const Names& in) {
    return activate(in[0], activation.kind, layer.name);
  }

  std::string add(const MaxPooling2D& pool, const Layer& layer, const Names& in) {
    return node(
        "MaxPool", {in[0]}, layer.name,
        window_attributes({pool.padding, pool.pool_size, pool.strides}, input_shape(layer)));
  }

  // Of itself it leaves padding out of the mean.
  std::string add(const AveragePooling2D& pool, const Layer& layer, const Names& in) {
    return node(
        "AveragePool", {in[0]}, layer.name,
        window_attributes({pool.padding, pool.pool_size, pool.strides}, input_shape(layer)));
  }

  std::string add(const Add&, const Layer& layer, const Names& in) {
    return node(in.size() == 2 ? "Add" : "Sum", in, layer.name);
  }

  std::string add(const CustomScaleLayer& custom, const Layer& layer, const Names& in) {
    const std::string scale = scalar(layer.name + "/scale", custom.scale);
    return node("Add", {in[0], node("Mul", {in[1], scale}, layer.name + "/scaled")}, layer.name);
  }

  std::string add(const Multiply&, const Layer& layer, const Names& in) {
    return node("Mul", in, layer.name);
  }

  std::string add(const Concatenate&, const Layer& layer, const Names& in) {
    return node("Concat", in, layer.name, {{"axis", int64_t{1}}});
  }

  std::string add(const Flatten&, const Layer& layer, const Names& in) {
    return reshaped(in[0], layer);
  }
  std::string add(const Reshape&, const Layer& layer, const Names& in) {
    return reshaped(in[0], layer);
  }

  // Keras counts values with the channels last.
  std::string reshaped(std::string x, const Layer& layer) {
    if (input_shape(layer).size() == 3)
      x = node("Transpose", {x}, layer.name + "/channels_last", {{"perm", kChannelsLast}});
    std::vector<int64_t> target{0};  // as many samples as there are
    target.insert(target.end(), layer.output.begin(), layer.output.end());
    const std::string shape = integers(layer.name + "/shape", std::move(target));
    if (layer.output.size() != 3) return node("Reshape", {x, shape}, layer.name);
    return node("Transpose", {node("Reshape", {x, shape}, layer.name + "/reshaped")}, layer.name,
                {{"perm", kChannelsFirst}});
  }

  std::string add(const GlobalAveragePooling2D& pool, const Layer& layer, const Names& in) {
    return node("ReduceMean", {in[0]}, layer.name,
                {{"axes", std::vector<int64_t>{2, 3}},
                 {"keepdims", int64_t{pool.keep_dimensions ? 1 : 0}}});
  }

  std::string add(const Dense& dense, const Layer& layer, const Names& in) {
    const std::string linear = node("Gemm", {in[0], weight(layer, "kernel"), weight(layer, "bias")},
                                    linear_name(layer, dense.activation));
    return activate(linear, dense.activation, layer.name);
  }

  std::string add(const Dropout&, const Layer&, const Names& in) { return in[0]; }

  const Graph& graph_;
  const WeightSet& weights_;
  OnnxModel& model_;
  std::map<LayerId, std::string> values_;
};

}  // namespace

std::string add_onnx_layers(const Graph& graph, const Subgraph& part, const WeightSet& weights,
                            const std::vector<std::string>& inputs, OnnxModel& model) {
  return LayerWriter(graph, weights, model).add(part, inputs);
}

}  // namespace myolens
