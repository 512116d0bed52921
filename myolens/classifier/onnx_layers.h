// The layers of a network as ONNX nodes, as the engine for forward passes runs them: channels
// first, dropout left out, no softmax.
#pragma once

#include <string>

#include "myolens/graph/cut.h"
#include "myolens/weights/onnx_writer.h"

namespace myolens {

// Adds nodes and constants for `part`, which has one output. `inputs` name the values that its
// input layers stand for, each N x channels x height x width, or N x values. Returns the name of
// the output's value.
std::string add_onnx_layers(const Graph& graph, const Subgraph& part, const WeightSet& weights,
                            const std::vector<std::string>& inputs, OnnxModel& model);

}  // namespace myolens
