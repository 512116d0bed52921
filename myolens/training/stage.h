// One stage of training: epochs of batches over cached features, with the best epoch kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "myolens/training/frozen_features.h"
#include "myolens/training/settings.h"

namespace myolens {

// Validation: plain cross-entropy in inference mode after the epoch, so that scores compare
// whatever the loss settings are. Training: the running mean over the epoch's steps, dropout on, of
// the loss with class weights, smoothing and L2, as Keras reports it; not known at epoch 0, the
// start.
struct EpochScores {
  int epoch = 0;
  std::optional<double> training_loss;
  std::optional<double> training_accuracy;
  double validation_loss = 0;
  double validation_accuracy = 0;
};

// Does `candidate` replace `best` under the rule? The earlier of equal epochs stays; an epoch
// without a finite loss never wins.
bool is_better(const EpochScores& candidate, const EpochScores& best, Selection selection);

struct StageData {
  const FrozenFeatures& features;
  const std::vector<int>& labels;       // class index per sample
  const std::vector<size_t>& training;  // sample indices
  const std::vector<size_t>& validation;
};

struct StageOptions {
  std::string name;  // names the random streams and the progress
  int epochs = 0;
  double learning_rate = 0;
  size_t batch_size = 32;
  Selection selection = Selection::kLoss;
  uint64_t seed = 1;
  int patience = 0;  // epochs without a better one after which the stage ends; 0: never
};

struct StageResult {
  std::vector<EpochScores> history;  // the start and every epoch trained
  size_t best = 0;                   // index of the kept one
  WeightSet best_weights;            // of the trained layers
};

// Batches are drawn anew in every epoch; the last may be smaller, as in Keras. `tail_inputs` are
// the layers that feed the tail, in its order. Errors: kInvalidArgument when a loss is not finite,
// naming stage, epoch, batch and learning rate.
StageResult run_stage(TrainableTail& tail, const std::vector<LayerId>& tail_inputs,
                      const StageData& data, const StageOptions& options, Progress& progress);

}  // namespace myolens
