// One try to fit the layers of one model in a weight file to one graph.
#pragma once

#include <string>
#include <vector>

#include "myolens/graph/graph.h"
#include "myolens/weights/weight_file.h"

namespace myolens {

struct FitAttempt {
  std::string model;  // of the file, as in FileLayer
  WeightSet weights;
  std::vector<std::string> missing;    // "conv1/bias"
  std::vector<std::string> misshapen;  // "conv1/kernel (3 x 3 x 3 x 32, not 7 x 7 x 3 x 64)"
  std::vector<std::string> unused;
  std::vector<std::string> top;      // ImageNet's, left out by name
  std::vector<std::string> outside;  // left out because they stand behind or around the network
  size_t layers_found = 0;           // of the graph's layers with weights
  size_t layers_wanted = 0;
  size_t found_by_order = 0;

  bool fits() const { return missing.empty() && misshapen.empty() && unused.empty(); }
  bool is_exact() const { return fits() && top.empty() && outside.empty(); }
};

FitAttempt attempt_fit(const WeightFile& file, const std::string& model, const Graph& graph);

// The models in the file that have layers with weights, in its order.
std::vector<std::string> models_of(const WeightFile& file);

}  // namespace myolens
