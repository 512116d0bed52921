// Training steps of Keras, replayed.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "myolens/engine/trainable_tail.h"

namespace myolens {

// Losses of the warm-up and fine-tuning steps that a training reference describes, before every
// step and after the last.
struct TrainingLosses {
  std::vector<double> warm_up;
  std::vector<double> fine_tune;
};

// The part below the cut runs once, the tail in every step. float32: the former in the forward
// engine, the latter in the training engine, as a user's training runs. float64: both in the
// training engine; only the live tensors at the cut are rounded to float32.
TrainingLosses replay_training(const nlohmann::json& reference, TailPrecision precision);

}  // namespace myolens
