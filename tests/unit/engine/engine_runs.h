// One network through both engines.
#pragma once

#include <string>
#include <vector>

#include "myolens/graph/graph.h"
#include "myolens/weights/weight_set.h"

namespace myolens {

struct EngineRun {
  std::string engine;
  std::vector<float> output;
};

// The output of `graph` for `samples` inputs of its first layer, by OpenVINO and by libtorch.
std::vector<EngineRun> run_in_both_engines(const Graph& graph, const WeightSet& weights,
                                           const std::vector<float>& input, size_t samples = 1);

}  // namespace myolens
