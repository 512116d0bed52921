// Convolutions of one pixel on libtorch. For torch_layers.cpp only.
#pragma once

#include <ATen/core/Tensor.h>
#include <vector>

namespace myolens {

// As at::conv2d without padding, for a `kernel` of out x in x 1 x 1; `bias` may be undefined. The
// kernel's gradient is one matrix product over all pixels of the batch, for which oneDNN's
// convolutions take up to 1.8 times as long (docs/performance.md).
at::Tensor pointwise_convolution(const at::Tensor& x, const at::Tensor& kernel,
                                 const at::Tensor& bias, const std::vector<int64_t>& strides);

}  // namespace myolens
