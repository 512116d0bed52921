#include "myolens/engine/torch_optimiser.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <cmath>

#include "myolens/engine/adam.h"

namespace myolens {

namespace {

constexpr int64_t kGrain = 1 << 16;  // values that are worth a thread

}  // namespace

void TorchOptimiser::add(const at::Tensor& value, double rate_factor, double l2) {
  Slot slot{value, rate_factor, l2, at::zeros_like(value), {}};
  if (settings_.kind != OptimiserKind::kSgd) slot.second_moment = at::zeros_like(value);
  slots_.push_back(std::move(slot));
}

double TorchOptimiser::penalty() const {
  const c10::NoGradGuard no_gradient;
  double sum = 0;
  for (const Slot& slot : slots_) {
    if (slot.l2 == 0) continue;
    const at::Tensor values = slot.value.reshape(-1);
    sum += slot.l2 * at::dot(values, values).item<double>();
  }
  return sum;
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
  // In the order of the value's memory.
  at::Tensor gradient = slot.value.grad();
  if (gradient.strides() != slot.value.strides())
    gradient = at::empty_like(slot.value).copy_(gradient);
  const AdamFactors factors{settings_.beta1, settings_.beta2, settings_.epsilon, rate * correction,
                            2.0 * slot.l2};
  const auto pass = [&]<typename Scalar>(Scalar* value) {
    auto* first_moment = slot.first_moment.mutable_data_ptr<Scalar>();
    auto* second_moment = slot.second_moment.mutable_data_ptr<Scalar>();
    const auto* gradients = gradient.const_data_ptr<Scalar>();
    at::parallel_for(0, slot.value.numel(), kGrain, [&](int64_t begin, int64_t end) {
      adam_pass({value + begin, first_moment + begin, second_moment + begin, gradients + begin,
                 end - begin},
                factors);
    });
  };
  if (slot.value.scalar_type() == at::kDouble) {
    pass(slot.value.mutable_data_ptr<double>());
  } else {
    pass(slot.value.mutable_data_ptr<float>());
  }
}

void TorchOptimiser::step_sgd(Slot& slot, double rate) const {
  at::Tensor& velocity = slot.first_moment;
  velocity.mul_(settings_.momentum).add_(slot.value.grad(), -rate);
  if (slot.l2 > 0) velocity.add_(slot.value, -rate * 2.0 * slot.l2);
  slot.value.add_(velocity);
}

}  // namespace myolens
