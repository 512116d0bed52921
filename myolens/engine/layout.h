// Keras's kernel layout turned into the one that both engines want.
#pragma once

#include <vector>

#include "myolens/weights/weight_set.h"

namespace myolens {

// (height, width, in, out) -> (out, in, height, width).
std::vector<float> kernel_to_oihw(const Tensor& kernel);

}  // namespace myolens
