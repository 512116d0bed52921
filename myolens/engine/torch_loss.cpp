#include "myolens/engine/torch_loss.h"

#include <ATen/ATen.h>

namespace myolens {

at::Tensor training_loss(const at::Tensor& logits, const at::Tensor& labels,
                         const LossSettings& settings) {
  const auto samples = static_cast<double>(logits.size(0));
  const auto classes = static_cast<double>(logits.size(1));
  at::Tensor weights;  // undefined: all 1
  if (!settings.class_weights.empty()) {
    weights = at::tensor(settings.class_weights, logits.options().requires_grad(false));
  }
  const at::Tensor log_probabilities = at::log_softmax(logits, 1);
  at::Tensor sum = at::nll_loss(log_probabilities, labels, weights, at::Reduction::Sum);
  if (settings.label_smoothing > 0) {
    at::Tensor by_sample = -log_probabilities.sum(1);
    if (weights.defined()) by_sample = by_sample * weights.index_select(0, labels);
    sum = sum * (1 - settings.label_smoothing) +
          by_sample.sum() * (settings.label_smoothing / classes);
  }
  return sum / samples;
}

}  // namespace myolens
