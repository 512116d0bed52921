// Values of a variable before training.
#pragma once

#include <vector>

#include "myolens/base/random.h"
#include "myolens/graph/layer.h"

namespace myolens {

// In the layout of `spec`. Uniform values lie within sqrt(3 * variance) of 0. Normal ones are drawn
// again beyond two standard deviations of the untruncated distribution, which is widened so that
// the variance is the wanted one. The fans of a kernel are its last two sizes, the input's first,
// times the product of the others; a depthwise kernel's last size is 1, as Keras counts it.
std::vector<float> initial_values(const WeightSpec& spec, RandomStream& random);

}  // namespace myolens
