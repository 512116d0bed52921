// Both engines compared with the outputs of Keras.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "myolens/weights/weight_set.h"
#include "tests/support/reference_file.h"

namespace myolens {

struct EngineParity {
  std::string engine;  // "openvino" or "libtorch"
  double pooled_difference = 0;
  double logit_difference = 0;
  std::string normalization = "none";  // weights of Normalization: "none", "filled", or "0 and 1"
};

// Fills the weights and runs the reference input of two images. Differences in standard deviations
// of the reference. Where the reference does not say that Normalization's weights were applied and
// the filled ones do not give its outputs, 0 and 1 are tried.
std::vector<EngineParity> filled_parity(const NetworkReference& reference);

// The same with a graph (with top) and weights of the caller's.
std::vector<EngineParity> filled_parity(const NetworkReference& reference, const Graph& graph,
                                        const WeightSet& weights);

// The same with the weights of a file, with or without top; without, there are no logits to
// compare. Errors: as read_weight_file and fit_weights.
struct FileParity {
  std::string format;
  std::string how;  // "by name", ...
  bool with_top = false;
  std::vector<EngineParity> engines;
};
FileParity file_parity(const NetworkReference& reference, const std::filesystem::path& weight_file);

// Runs ImageNet weights on the input fill. Logits are compared when the reference has them. Errors:
// kBadData (weights that do not fit).
std::vector<EngineParity> real_parity(const RealReference& reference, const WeightSet& weights);

}  // namespace myolens
