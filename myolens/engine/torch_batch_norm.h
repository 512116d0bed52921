// Batch normalisation in training mode on libtorch. For torch_layers.cpp only.
#pragma once

#include <ATen/core/Tensor.h>
#include <optional>

namespace myolens {

struct NormalizedBatch {
  at::Tensor output;
  at::Tensor mean;      // of the batch, one value per channel
  at::Tensor variance;  // biased
};

// Normalises `x` (batch x channels, or maps in channels-last memory) by its own statistics; without
// `gamma` it is 1. With `relu`, which costs no pass over memory of its own, the output is cut
// off at zero. Mean and variance carry no gradient.
NormalizedBatch normalize_by_batch(const at::Tensor& x, const std::optional<at::Tensor>& gamma,
                                   const at::Tensor& beta, double epsilon, bool relu);

}  // namespace myolens
