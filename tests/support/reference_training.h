// Training steps of Keras, replayed.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "myolens/engine/trainable_tail.h"

namespace myolens {

// What a training reference describes. Losses are those before every step.
struct TrainingReplay {
  std::vector<double> warm_up;                                // and after the last step
  std::vector<double> fine_tune;                              // and after the last step
  std::map<std::string, double> mean_absolute_kernel_change;  // of fine-tuning, by layer

  // Every weight trained from the filled ones, batch normalisation in training mode.
  std::vector<double> all_layers;
  double all_layers_inference_loss = 0;  // after the last step
  std::map<std::string, double>
      running_means;  // over the channels, by "layer/variable", after the last step
};

// float32 takes the way of a user's training: the part below the cut runs once in the forward
// engine, the tail in every step. float64 runs the whole network in the training engine.
TrainingReplay replay_training(const nlohmann::json& reference, Precision precision);

// Largest differences from the reference.
struct TrainingDifferences {
  double warm_up = 0;        // losses
  double fine_tune = 0;      // losses
  double kernel_change = 0;  // relative
  double all_layers = 0;     // losses
  double running_means = 0;
};
TrainingDifferences training_differences(const TrainingReplay& replay,
                                         const nlohmann::json& reference);

}  // namespace myolens
