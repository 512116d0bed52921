// A weight file fitted to a network, strictly.
#pragma once

#include <span>

#include "myolens/graph/graph.h"
#include "myolens/weights/weight_file.h"

namespace myolens {

struct FittedWeights {
  size_t graph = 0;                   // index of the graph that the file fits
  WeightSet weights;                  // exactly the variables of that graph
  std::string how;                    // "by name", "by order", ...: for the store entry
  std::vector<std::string> warnings;  // such as normalisation weights that are 0 and 1
};

// Fits the file to the first of `graphs` (the same network without and with its top) that it
// matches exactly: every variable there, in its shape, and nothing left over. Layers are matched by
// name where Keras's names are stable, by order where Keras numbers them per session. Errors:
// kBadData that names the file, the network and the first few missing, misshapen and unused tensors
// of the graph that came closest.
FittedWeights fit_weights(const WeightFile& file, std::span<const Graph> graphs);

}  // namespace myolens
