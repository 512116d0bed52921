// The optimisers on libtorch. For torch.cpp only.
#pragma once

#include <ATen/core/Tensor.h>
#include <vector>

#include "myolens/engine/optimiser.h"

namespace myolens {

class TorchOptimiser {
 public:
  explicit TorchOptimiser(const OptimiserSettings& settings) : settings_(settings) {}

  // `value` requires a gradient; `rate_factor` multiplies the rate of every step; the gradient of
  // l2 * sum(value^2) is added to that of the loss.
  void add(const at::Tensor& value, double rate_factor, double l2);

  // The sum of l2 * sum(value^2) as the values are.
  double penalty() const;

  // Moves all values by their gradients and clears these.
  void step(double learning_rate);

  // One per value, in the order of `add`.
  struct Slot {
    at::Tensor value;
    double rate_factor;
    double l2;
    at::Tensor first_moment;   // SGD: the velocity
    at::Tensor second_moment;  // Adam and AdamW only
  };
  const std::vector<Slot>& slots() const { return slots_; }

  int64_t steps() const { return steps_; }
  void set_steps(int64_t steps) { steps_ = steps; }

 private:
  void step_adam(Slot& slot, double rate) const;
  void step_sgd(Slot& slot, double rate) const;

  OptimiserSettings settings_;
  std::vector<Slot> slots_;
  int64_t steps_ = 0;
};

}  // namespace myolens
