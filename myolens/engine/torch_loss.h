// The loss on libtorch. For torch.cpp only.
#pragma once

#include <ATen/core/Tensor.h>

#include "myolens/engine/loss.h"

namespace myolens {

// `logits` are samples x classes, `labels` class indices.
at::Tensor training_loss(const at::Tensor& logits, const at::Tensor& labels,
                         const LossSettings& settings);

}  // namespace myolens
