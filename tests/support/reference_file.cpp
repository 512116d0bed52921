#include "tests/support/reference_file.h"

#include <cmath>
#include <sstream>

namespace myolens {
namespace {

using Json = nlohmann::json;

double deviation_of(const std::vector<std::vector<float>>& rows) {
  double count = 0.0;
  double sum = 0.0;
  for (const auto& row : rows) {
    for (const float value : row) sum += value;
    count += static_cast<double>(row.size());
  }
  double squares = 0.0;
  for (const auto& row : rows) {
    for (const float value : row) squares += (value - sum / count) * (value - sum / count);
  }
  return std::sqrt(squares / count);
}

// {"every": 7, "standard_deviation": 1.5, "rows": [[...], ...]}, or all values: [[...], ...] or, of
// one sample, [...].
ReferenceValues parse_values(const Json& json) {
  ReferenceValues values;
  if (json.is_object()) {
    json.at("every").get_to(values.every);
    json.at("standard_deviation").get_to(values.standard_deviation);
    json.at("rows").get_to(values.rows);
  } else {
    values.rows = (json.at(0).is_array() ? json : Json::array({json})).get<decltype(values.rows)>();
    values.standard_deviation = deviation_of(values.rows);
  }
  return values;
}

// A whole description, or "NAME KIND PARAMETERS 7x7x2048" with its settings in `kinds`.
Json parse_layer(const Json& layer, const Json& kinds) {
  if (layer.is_object()) return layer;
  std::istringstream words(layer.get<std::string>());
  std::string name;
  std::string shape;
  size_t kind = 0;
  int64_t parameters = 0;
  words >> name >> kind >> parameters >> shape;
  Json result = kinds.at(kind);
  result["name"] = name;
  result["parameters"] = parameters;
  std::istringstream sizes(shape);
  for (std::string size; std::getline(sizes, size, 'x');)
    result["output"].push_back(std::stoll(size));
  return result;
}

}  // namespace

NetworkReference parse_network_reference(const Json& file) {
  NetworkReference reference;
  file.at("model").get_to(reference.model);
  file.at("input_size").get_to(reference.input_size);
  file.at("seed").get_to(reference.seed);
  file.at("kernel_gain").get_to(reference.kernel_gain);
  file.at("input_scale").get_to(reference.input_scale);
  file.at("input_offset").get_to(reference.input_offset);
  file.at("layers_no_top").get_to(reference.layers_no_top);
  file.at("layers_with_top").get_to(reference.layers_with_top);
  file.at("params_no_top").get_to(reference.parameters_no_top);
  file.at("params_with_top").get_to(reference.parameters_with_top);
  file.at("last_feature_layer").get_to(reference.last_feature_layer);
  reference.normalization_applied = file.value("normalization_applied", false);
  const Json kinds = file.value("kinds", Json::array());
  for (const Json& layer : file.at("layers")) reference.layers.push_back(parse_layer(layer, kinds));
  reference.pooled = parse_values(file.at("gap"));
  reference.logits = parse_values(file.at("logits"));
  return reference;
}

RealReference parse_real_reference(const Json& file) {
  const Json& outputs = file.contains("results") ? file.at("results").at("u1") : file;
  return {file.at("model").get<std::string>(), file.value("seed", uint64_t{1}),
          parse_values(outputs.at("gap")),
          outputs.contains("logits") ? parse_values(outputs.at("logits")) : ReferenceValues{}};
}

double relative_difference(const std::vector<float>& ours, const ReferenceValues& reference) {
  const size_t samples = reference.rows.size();
  if (samples == 0 || ours.empty() || ours.size() % samples != 0) return INFINITY;
  const size_t size = ours.size() / samples;
  double largest = 0.0;
  for (size_t sample = 0; sample < samples; ++sample) {
    const std::vector<float>& row = reference.rows[sample];
    if (row.size() != (size + reference.every - 1) / reference.every) return INFINITY;
    for (size_t i = 0; i < row.size(); ++i) {
      const double value = ours[sample * size + i * reference.every];
      const double difference = std::abs(value - row[i]);
      if (!std::isfinite(difference)) return INFINITY;
      largest = std::fmax(largest, difference);
    }
  }
  return largest / reference.standard_deviation;
}

}  // namespace myolens
