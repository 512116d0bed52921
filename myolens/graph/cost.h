// What a network costs to run.
#pragma once

#include <cstdint>

#include "myolens/graph/graph.h"

namespace myolens {

// Multiplications followed by an addition in one forward pass of one sample: of convolutions and
// dense layers; biases, normalisation, activations and pooling are left out, as publications do.
int64_t multiply_adds(const Graph& graph);

}  // namespace myolens
