// Reference files made by Keras, in the full and in the compact form (tests/data/README.md).
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace myolens {

struct ReferenceValues {
  size_t every = 1;               // a row holds every so many-th value of its sample
  double standard_deviation = 0;  // over all values, those left out included
  std::vector<std::vector<float>> rows;
};

// Outputs of a network with the weight fill.
struct NetworkReference {
  std::string model;  // Keras name
  int input_size = 0;
  uint64_t seed = 1;
  double kernel_gain = 3;
  float input_scale = 1;
  float input_offset = 0;
  size_t layers_no_top = 0;
  size_t layers_with_top = 0;
  int64_t parameters_no_top = 0;
  int64_t parameters_with_top = 0;
  std::string last_feature_layer;
  // Whether the filled mean and variance of Normalization took part. In files that do not say so
  // they may have been set without being applied, since Keras's set_weights leaves the layer
  // computing with 0 and 1.
  bool normalization_applied = false;
  std::vector<nlohmann::json>
      layers;  // without top, in Keras's order, as describe_layer gives them
  ReferenceValues pooled;
  ReferenceValues logits;
};

// Outputs of a network with ImageNet weights for the input fill of `seed`; no logits without top.
struct RealReference {
  std::string model;
  uint64_t seed = 1;
  ReferenceValues pooled;
  ReferenceValues logits;
};

// Both forms. Errors: nlohmann::json::exception for a file of another kind.
NetworkReference parse_network_reference(const nlohmann::json& file);
RealReference parse_real_reference(const nlohmann::json& file);

// Largest difference of `ours` (one row per sample, one behind the other) from the reference, in
// standard deviations of the reference; infinity when the sizes differ or a value is not a number.
double relative_difference(const std::vector<float>& ours, const ReferenceValues& reference);

}  // namespace myolens
