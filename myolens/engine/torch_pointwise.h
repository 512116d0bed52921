// Convolutions of one pixel on libtorch. For torch_layers.cpp only.
#pragma once

#include <ATen/core/Tensor.h>
#include <optional>
#include <vector>

namespace myolens {

// As at::conv2d without padding, for a `kernel` of out x in x 1 x 1. The kernel's gradient is one
// matrix product over all pixels of the batch, which takes less time than oneDNN's convolution
// (docs/decisions/0016-own-training-passes.md).
at::Tensor pointwise_convolution(const at::Tensor& x, const at::Tensor& kernel,
                                 const std::optional<at::Tensor>& bias,
                                 const std::vector<int64_t>& strides);

}  // namespace myolens
