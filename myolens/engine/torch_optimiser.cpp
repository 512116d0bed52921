#include "myolens/engine/torch_optimiser.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <cmath>

namespace myolens {

void TorchOptimiser::add(const at::Tensor& value, double rate_factor) {
  Slot slot{value, rate_factor, at::zeros_like(value), {}};
  if (settings_.kind != OptimiserKind::kSgd) slot.second_moment = at::zeros_like(value);
  slots_.push_back(std::move(slot));
}

void TorchOptimiser::step(double learning_rate) {
  const c10::NoGradGuard no_gradient;
  ++steps_;
  for (Slot& slot : slots_) {
    const double rate = learning_rate * slot.rate_factor;
    switch (settings_.kind) {
      case OptimiserKind::kAdamW:
        slot.value.add_(slot.value, -rate * settings_.weight_decay);
        [[fallthrough]];
      case OptimiserKind::kAdam:
        step_adam(slot, rate);
        break;
      case OptimiserKind::kSgd:
        step_sgd(slot, rate);
        break;
    }
    slot.value.mutable_grad().reset();
  }
}

void TorchOptimiser::step_adam(Slot& slot, double rate) const {
  // Keras raises the decay rates to the power of the step in float32: 1 - beta2 is off by 1.3e-5
  // there.
  const double first = static_cast<float>(settings_.beta1);
  const double second = static_cast<float>(settings_.beta2);
  const double correction =
      std::sqrt(1.0 - std::pow(second, steps_)) / (1.0 - std::pow(first, steps_));
  const at::Tensor& gradient = slot.value.grad();
  slot.first_moment.mul_(settings_.beta1).add_(gradient, 1.0 - settings_.beta1);
  slot.second_moment.mul_(settings_.beta2).addcmul_(gradient, gradient, 1.0 - settings_.beta2);
  slot.value.addcdiv_(slot.first_moment, slot.second_moment.sqrt().add_(settings_.epsilon),
                      -rate * correction);
}

void TorchOptimiser::step_sgd(Slot& slot, double rate) const {
  at::Tensor& velocity = slot.first_moment;
  velocity.mul_(settings_.momentum).add_(slot.value.grad(), -rate);
  slot.value.add_(velocity);
}

}  // namespace myolens
