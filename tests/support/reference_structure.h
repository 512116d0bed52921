// A graph of the catalogue compared with the layers that Keras lists.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "myolens/graph/graph.h"
#include "tests/support/reference_file.h"

namespace myolens {

// Settings of a layer under the names that the reference files use.
nlohmann::json describe_layer(const Layer& layer);

// One line per difference; empty when equal.
struct StructureDifferences {
  std::vector<std::string>
      layers;  // name, type, settings, parameters, shape and place of every layer
  std::vector<std::string> counts;  // layers and parameters, with and without top
};

StructureDifferences structure_differences(const NetworkReference& reference);

// The same for a graph (without top) of the caller's; only its layers.
std::vector<std::string> layer_differences(const NetworkReference& reference, const Graph& graph);

}  // namespace myolens
