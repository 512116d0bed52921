// Reference files made by Keras, compared with a graph and with both engines.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "myolens/engine/trainable_tail.h"
#include "myolens/graph/graph.h"

namespace myolens {

// Settings of a layer under the names that the reference files use.
nlohmann::json describe_layer(const Layer& layer);

// One line per difference between the graph without top and the reference's `layers` and counts;
// empty when equal.
std::vector<std::string> structure_differences(const nlohmann::json& reference);

struct EngineParity {
  std::string engine;  // "openvino" or "libtorch"
  double pooled_difference =
      0;  // largest absolute difference / standard deviation of the reference
  double logit_difference = 0;
};

// Fills the weights, runs both engines on the reference input and compares pooled features and
// logits.
std::vector<EngineParity> engine_parity(const nlohmann::json& reference);

// Losses of the warm-up and fine-tuning steps that a training reference describes, before every
// step and after the last.
struct TrainingLosses {
  std::vector<double> warm_up;
  std::vector<double> fine_tune;
};

// float32: the part below the cut once in the forward engine, the tail in the training engine, as a
// user's training runs. float64: the whole network in the training engine.
TrainingLosses replay_training(const nlohmann::json& reference, TailPrecision precision);

}  // namespace myolens
