#include "myolens/weights/onnx.h"

#include <algorithm>
#include <set>

#include "myolens/base/error.h"
#include "myolens/weights/layer_list.h"
#include "myolens/weights/onnx_graph.h"
#include "myolens/weights/strided.h"

namespace myolens {
namespace {

// How a variable is called and used in exports of Keras models. `axes` turn it into Keras's layout.
struct VariableRule {
  std::string_view ending;  // of the initialiser's name, behind the layer's
  std::string_view operation;
  size_t input;
  std::string_view class_name;
  std::string_view variable;
  std::vector<size_t> axes;
};

const std::vector<VariableRule>& rules() {
  static const std::vector<VariableRule> kRules{
      {"convolution/ReadVariableOp", "Conv", 1, "Conv2D", "kernel", kConvolutionAxes},
      {"Conv2D/ReadVariableOp", "Conv", 1, "Conv2D", "kernel", kConvolutionAxes},
      {"depthwise/ReadVariableOp", "Conv", 1, "DepthwiseConv2D", "kernel", kDepthwiseAxes},
      {"Squeeze", "Conv", 2, "", "bias", {0}},
      {"BiasAdd/ReadVariableOp", "Conv", 2, "", "bias", {0}},
      {"BiasAdd/ReadVariableOp", "Add", 1, "", "bias", {0}},
      {"Cast/ReadVariableOp", "MatMul", 1, "Dense", "kernel", {0, 1}},
      {"MatMul/ReadVariableOp", "MatMul", 1, "Dense", "kernel", {0, 1}},
      // What is left of a batch normalisation: its four variables cannot be told from these two.
      {"batchnorm/mul", "Mul", 1, "BatchNormalization", "batchnorm/mul", {0}},
      {"batchnorm/sub", "Add", 1, "BatchNormalization", "batchnorm/sub", {0}},
  };
  return kRules;
}

struct Attribution {
  const VariableRule* rule = nullptr;  // none: a constant
  std::string layer;
};

bool fits_shape(const VariableRule& rule, const Shape& shape) {
  if (rule.axes.size() != shape.size()) return false;
  return rule.axes != kDepthwiseAxes || shape[1] == 1;
}

Attribution attribute(const OnnxInitializer& initializer) {
  std::string_view name = initializer.name;
  if (name.ends_with(":0")) name.remove_suffix(2);
  for (const VariableRule& rule : rules()) {
    const bool matches = name.ends_with(rule.ending) && initializer.operation == rule.operation &&
                         initializer.input == rule.input && fits_shape(rule, initializer.shape);
    if (!matches) continue;
    std::string_view path = name.substr(0, name.size() - rule.ending.size());
    if (!path.ends_with('/')) continue;
    path.remove_suffix(1);
    const size_t slash = path.rfind('/');
    return {&rule, std::string(slash == path.npos ? path : path.substr(slash + 1))};
  }
  return {nullptr, initializer.name};
}

// "conv1_1" -> "conv1"; the whole name where there is no number to take off.
std::string without_number(const std::string& name) {
  const size_t underscore = name.rfind('_');
  if (underscore == std::string::npos || underscore == 0 || underscore + 1 == name.size())
    return name;
  const bool is_number = std::all_of(name.begin() + static_cast<std::ptrdiff_t>(underscore) + 1,
                                     name.end(), [](char c) { return c >= '0' && c <= '9'; });
  return is_number ? name.substr(0, underscore) : name;
}

void take_scope_suffixes_off(std::vector<Attribution>& attributions) {
  std::set<std::string> layers;
  std::set<std::string> shortened;
  for (const Attribution& attribution : attributions) {
    if (!attribution.rule) continue;
    const std::string shorter = without_number(attribution.layer);
    if (shorter == attribution.layer) return;
    layers.insert(attribution.layer);
    shortened.insert(shorter);
  }
  if (layers.size() != shortened.size()) return;
  for (Attribution& attribution : attributions) {
    if (attribution.rule) attribution.layer = without_number(attribution.layer);
  }
}

Tensor tensor_of(const OnnxInitializer& initializer, const VariableRule* rule) {
  std::vector<size_t> same_axes(initializer.shape.size());
  for (size_t i = 0; i < same_axes.size(); ++i) same_axes[i] = i;
  return copy_with_axes(
      {initializer.values, initializer.shape, contiguous_strides(initializer.shape)},
      rule ? rule->axes : same_axes);
}

}  // namespace

WeightFile read_onnx(const FileBytes& file) {
  const std::vector<OnnxInitializer> initializers = read_onnx_initializers(file);
  std::vector<Attribution> attributions;
  for (const OnnxInitializer& initializer : initializers)
    attributions.push_back(attribute(initializer));
  take_scope_suffixes_off(attributions);

  LayerList layers;
  for (size_t i = 0; i < initializers.size(); ++i) {
    const auto& [rule, layer] = attributions[i];
    const bool is_new =
        layers.add(layer, rule ? std::string(rule->variable) : "constant",
                   tensor_of(initializers[i], rule), rule ? std::string(rule->class_name) : "");
    if (!is_new) {
      throw Error(ErrorCode::kBadFormat, file.origin + " holds two tensors for " + layer +
                                             ", one of them " + initializers[i].name +
                                             "; export the model again with unique layer names");
    }
    file.release(initializers[i].values);
  }
  return {WeightFormat::kOnnx, file.origin, layers.take()};
}

}  // namespace myolens
