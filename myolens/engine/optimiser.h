// How a step turns gradients into new weights, as plain values.
#pragma once

namespace myolens {

enum class OptimiserKind { kAdam, kAdamW, kSgd };

// Steps as Keras 3 takes them, with its defaults (momentum apart).
// Adam: step = rate * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon), so that epsilon
// is not bias-corrected (Kingma and Ba 2015, the form before section 2.1).
// AdamW: value -= rate * weight_decay * value before Adam's step (Loshchilov and Hutter 2019), for
// every trained variable, biases included.
// SGD: velocity = momentum * velocity - rate * gradient; value += velocity.
struct OptimiserSettings {
  OptimiserKind kind = OptimiserKind::kAdam;
  double beta1 = 0.9;  // Adam, AdamW
  double beta2 = 0.999;
  double epsilon = 1e-7;
  double weight_decay = 0.004;  // AdamW
  double momentum = 0.9;        // SGD; Keras's default is 0
};

}  // namespace myolens
