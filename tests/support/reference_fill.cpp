#include "tests/support/reference_fill.h"

#include <cmath>

#include "myolens/base/random.h"

namespace myolens {

std::vector<float> fill_values(uint64_t seed, const std::string& key, size_t count) {
  const uint64_t start = fnv1a64(std::to_string(seed) + "/" + key);
  std::vector<float> values(count);
  for (size_t i = 0; i < count; ++i) {
    values[i] =
        static_cast<float>(static_cast<double>(splitmix64(start + i) >> 40) / 8388608.0 - 1.0);
  }
  return values;
}

std::vector<float> filled_input(uint64_t seed, size_t samples, int size, float scale,
                                float offset) {
  const auto side = static_cast<size_t>(size);
  std::vector<float> input = fill_values(seed, "input", samples * side * side * 3);
  for (float& value : input) value = value * scale + offset;
  return input;
}

std::vector<float> fill_variable(const FillSettings& settings, const std::string& key,
                                 const Layer& layer, const WeightSpec& spec) {
  std::vector<float> values =
      fill_values(settings.seed, key, static_cast<size_t>(element_count(spec.shape)));
  const auto affine = [&](float scale, float offset) {
    for (float& value : values) value = value * scale + offset;
  };
  if (spec.variable.ends_with("kernel")) {
    const bool depthwise = spec.variable == "depthwise_kernel" ||
                           std::holds_alternative<DepthwiseConv2D>(layer.operation);
    const int64_t fan_in =
        depthwise ? spec.shape[0] * spec.shape[1] : element_count(spec.shape) / spec.shape.back();
    affine(static_cast<float>(std::sqrt(settings.kernel_gain / static_cast<double>(fan_in))), 0.0f);
  } else if (spec.variable == "gamma") {
    affine(0.1f, 1.0f);
  } else if (spec.variable.ends_with("variance")) {
    affine(0.2f, 1.0f);
  } else if (spec.variable == "count") {
    affine(0.0f, 0.0f);
  } else {
    affine(0.05f, 0.0f);
  }
  return values;
}

WeightSet filled_weights(const Graph& graph, const FillSettings& settings) {
  WeightSet weights;
  size_t index = 0;
  for (const LayerId id : graph.keras_order()) {
    const Layer& layer = graph.layer(id);
    if (layer.weights.empty()) continue;
    for (const WeightSpec& spec : layer.weights) {
      const std::string key = std::to_string(index) + "/" + spec.variable;
      weights.set(layer.name, spec.variable,
                  make_tensor(spec.shape, fill_variable(settings, key, layer, spec)));
    }
    ++index;
  }
  return weights;
}

}  // namespace myolens
