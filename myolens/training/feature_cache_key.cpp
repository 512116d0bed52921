#include "myolens/training/feature_cache_key.h"

#include "myolens/base/checksum.h"
#include "myolens/base/number_text.h"
#include "myolens/base/parallel.h"
#include "myolens/engine/forward.h"
#include "myolens/graph/cut.h"

namespace myolens {
namespace {

// To be raised when decoding, resampling or scaling of pictures gives other numbers than before.
constexpr int kPictureVersion = 1;

std::string text_of(int64_t value) { return std::to_string(value); }
std::string text_of(bool value) { return value ? "yes" : "no"; }
std::string text_of(double value) { return exact_text(value); }
std::string text_of(const Extent& extent) {
  return text_of(extent.height) + "x" + text_of(extent.width);
}
std::string text_of(Padding padding) { return std::string(name_of(padding)); }
std::string text_of(ActivationKind kind) { return std::string(name_of(kind)); }
std::string text_of(const Shape& shape) { return "[" + to_string(shape) + "]"; }
std::string text_of(const std::vector<double>& values) {
  std::string text = "[";
  for (const double value : values) text += exact_text(value) + ",";
  return text + "]";
}

template <typename... Settings>
std::string words(const Settings&... settings) {
  return (std::string() + ... + (" " + text_of(settings)));
}

// All settings of an operation, but for how its kernel starts: the weights themselves are part of
// the key. The bindings do not compile when one is added.
struct SettingsText {
  std::string operator()(const InputLayer& layer) const {
    const auto& [shape] = layer;
    return words(shape);
  }
  std::string operator()(const ZeroPadding2D& layer) const {
    const auto& [top, bottom, left, right] = layer;
    return words(top, bottom, left, right);
  }
  std::string operator()(const Conv2D& layer) const {
    const auto& [filters, kernel_size, strides, padding, use_bias, activation, start] = layer;
    return words(filters, kernel_size, strides, padding, use_bias, activation);
  }
  std::string operator()(const DepthwiseConv2D& layer) const {
    const auto& [kernel_size, strides, padding, start] = layer;
    return words(kernel_size, strides, padding);
  }
  std::string operator()(const SeparableConv2D& layer) const {
    const auto& [filters, kernel_size, padding] = layer;
    return words(filters, kernel_size, padding);
  }
  std::string operator()(const BatchNormalization& layer) const {
    const auto& [epsilon, scale, momentum] = layer;
    return words(epsilon, scale, momentum);
  }
  std::string operator()(const Rescaling& layer) const {
    const auto& [scale] = layer;
    return words(scale);
  }
  std::string operator()(const Activation& layer) const {
    const auto& [kind] = layer;
    return words(kind);
  }
  std::string operator()(const ReLU& layer) const {
    const auto& [max_value] = layer;
    return words(max_value);
  }
  std::string operator()(const MaxPooling2D& layer) const {
    const auto& [pool_size, strides, padding] = layer;
    return words(pool_size, strides, padding);
  }
  std::string operator()(const AveragePooling2D& layer) const {
    const auto& [pool_size, strides, padding] = layer;
    return words(pool_size, strides, padding);
  }
  std::string operator()(const CustomScaleLayer& layer) const {
    const auto& [scale] = layer;
    return words(scale);
  }
  std::string operator()(const Reshape& layer) const {
    const auto& [target] = layer;
    return words(target);
  }
  std::string operator()(const GlobalAveragePooling2D& layer) const {
    const auto& [keep_dimensions] = layer;
    return words(keep_dimensions);
  }
  std::string operator()(const Dense& layer) const {
    const auto& [units, activation, start] = layer;
    return words(units, activation);
  }
  std::string operator()(const Dropout& layer) const {
    const auto& [rate, per_sample] = layer;
    return words(rate, per_sample);
  }
  template <typename Operation>
  requires std::is_empty_v<Operation> std::string operator()(const Operation&) const { return ""; }
};

std::string layer_text(const Graph& graph, LayerId id) {
  const Layer& layer = graph.layer(id);
  std::string text = layer.name + " " + std::string(type_name(layer.operation)) +
                     std::visit(SettingsText{}, layer.operation);
  for (const LayerId input : layer.inputs) text += " < " + graph.layer(input).name;
  return text + "\n";
}

// One line per variable: hashing takes longest, and is done for several at once.
std::string weights_text(const ModelBundle& bundle, const Graph& graph, const Subgraph& part,
                         int threads) {
  struct Variable {
    std::string name;
    const Tensor* tensor;
  };
  std::vector<Variable> variables;
  for (const LayerId id : part.layers) {
    const Layer& layer = graph.layer(id);
    for (const WeightSpec& spec : layer.weights) {
      variables.push_back(
          {layer.name + "/" + spec.variable, &bundle.weights.at(layer.name, spec.variable)});
    }
  }
  std::vector<std::string> lines(variables.size());
  parallel_for(variables.size(), static_cast<size_t>(threads), [&](size_t i) {
    const Tensor& tensor = *variables[i].tensor;
    const std::span bytes(reinterpret_cast<const uint8_t*>(tensor.values.data()),
                          tensor.values.size_bytes());
    lines[i] = variables[i].name + words(tensor.shape) + " " + sha256_hex(bytes) + "\n";
    tensor.release();
  });
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

}  // namespace

std::string feature_identity(const ModelBundle& bundle, const Graph& graph,
                             const std::vector<LayerId>& layers, const std::vector<LayerId>& way,
                             const ForwardOptions& engine) {
  const auto names = [&](const std::vector<LayerId>& ids) {
    std::string text;
    for (const LayerId id : ids) text += " " + graph.layer(id).name;
    return text;
  };
  const Subgraph part = subgraph_between(graph, {graph.find("input_layer")}, layers);
  std::string text =
      "program " MYOLENS_VERSION " pictures " + std::to_string(kPictureVersion) + "\nengine " +
      forward_engine_name() + " " + std::string(precision_name(engine.precision)) +
      (engine.precision == Precision::kBfloat16 ? ", maps rounded" : "") + "\ninput " +
      std::to_string(bundle.input_size) + " " + std::string(name_of(bundle.preprocessing)) +
      "\nvalues of" + names(layers) + (way.empty() ? "" : " by way of" + names(way)) + "\n";
  for (const LayerId id : part.layers) text += layer_text(graph, id);
  return text + weights_text(bundle, graph, part, engine.threads);
}

}  // namespace myolens
