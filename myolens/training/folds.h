// Cross-validation within the training part: every sample is judged by a model that did not train
// on it.
#pragma once

#include <vector>

#include "myolens/training/stage.h"

namespace myolens {

struct Fold {
  std::vector<size_t> training;  // samples
  std::vector<size_t> validation;
};

// The curve of the stages of all folds together: validation scores over the validation samples of
// all folds, which count alike; training scores as means over the folds. Epochs that every fold
// has.
std::vector<EpochScores> pooled_curve(const std::vector<StageResult>& stages,
                                      const std::vector<Fold>& folds);

}  // namespace myolens
