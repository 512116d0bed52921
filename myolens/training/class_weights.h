// How much a sample of each class counts in the loss.
#pragma once

#include <span>
#include <vector>

#include "myolens/training/settings.h"

namespace myolens {

// One weight per class for the samples `rows` of `labels`; empty where all count alike. Balanced
// weights are n / (classes * n_c), as scikit-learn's "balanced". Every class occurs in `rows`.
std::vector<double> class_weights(const TrainingSettings& settings, std::span<const int> labels,
                                  std::span<const size_t> rows);

// These weights and the settings' smoothing.
LossSettings training_loss(const TrainingSettings& settings, std::span<const int> labels,
                           std::span<const size_t> rows);

}  // namespace myolens
