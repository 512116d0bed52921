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
  std::vector<std::string> warnings;  // what was left out; normalisation weights that are 0 and 1
};

// Fits the file to the first of `graphs` (the same network without and with its top) that it
// matches exactly: every variable there, in its shape, and nothing left over. Layers are matched by
// name where Keras's names are stable, by order where Keras numbers them per session ("conv2d_95")
// or the file has no names: the n-th of a class or base name is the n-th of the network.
//
// Without such a graph, the first counts that leaves out of the file no more than
// - the ImageNet top, by its name (predictions, fc1, fc2, conv_preds);
// - the layers around the network, when the file nests it as a model of its own;
// - the layers behind the network's last one, when the file is a flat model with a new head. A
//   .weights.h5 orders layers within a class only: of classes that the network lacks, Dense alone
//   counts as behind.
//
// Errors: kBadData that names the file, the network and the first few missing, misshapen and unused
// tensors of the graph that came closest.
FittedWeights fit_weights(const WeightFile& file, std::span<const Graph> graphs);

// Rescaling layers that the file lists in its network. Keras builds EfficientNet with one, and with
// two when it builds it for ImageNet weights. 0 when the file lists layers with weights only.
size_t rescaling_layers(const WeightFile& file);

}  // namespace myolens
