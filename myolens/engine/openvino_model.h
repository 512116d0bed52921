// Turns a part of a graph into an OpenVINO model. For openvino.cpp only.
#pragma once

#include <memory>
#include <openvino/core/model.hpp>

#include "myolens/graph/cut.h"
#include "myolens/weights/weight_set.h"

namespace myolens {

// Inputs and outputs are {batch, height, width, channels} or {batch, features}, in the order of the
// part; inside, feature maps are batch x channels x height x width. Softmax stays outside: see
// SampleValues. Errors: kBadData (a variable is missing).
std::shared_ptr<ov::Model> make_openvino_model(const Graph& graph, const Subgraph& part,
                                               const WeightSet& weights, size_t batch);

}  // namespace myolens
