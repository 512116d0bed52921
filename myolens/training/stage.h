// One stage of training: epochs of batches over cached features, with one epoch kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "myolens/base/progress.h"
#include "myolens/engine/trainable_tail.h"
#include "myolens/training/feature_source.h"
#include "myolens/training/settings.h"

namespace myolens {

class Checkpoints;

// Validation: plain cross-entropy in inference mode after the epoch, so that scores compare
// whatever the loss settings are; nothing without validation samples. Training: the running mean
// over the epoch's steps, dropout on, of the loss with class weights, smoothing and L2, as Keras
// reports it; not known at epoch 0, the start.
struct EpochScores {
  int epoch = 0;
  std::optional<double> training_loss{};
  std::optional<double> training_accuracy{};
  std::optional<double> validation_loss{};
  std::optional<double> validation_accuracy{};
};

// Does `candidate` replace `best` under the rule? The earlier of equal epochs stays; an epoch
// without a finite loss never wins.
bool is_better(const EpochScores& candidate, const EpochScores& best, Selection selection);

// Samples are pictures. Sample i has the rows i * variants to (i + 1) * variants - 1 of the
// features, the first of them as it is and the others augmented.
struct StageData {
  const FeatureSource& features;
  const std::vector<int>& labels;  // class index per sample
  std::vector<size_t> training;    // samples; each step takes one of their variants
  std::vector<size_t> validation;  // may be empty: then the last epoch is kept
  std::vector<size_t> watched{};   // further samples whose logits are recorded
  size_t variants = 1;
};

struct StageOptions {
  std::string name;          // names the random streams and the progress
  std::string checkpoint{};  // name under which it is saved; empty: `name`
  int epochs = 0;
  double learning_rate = 0;
  size_t batch_size = 32;
  Selection selection = Selection::kLoss;
  uint64_t seed = 1;
  int patience = 0;  // epochs without a better one after which the stage ends; 0: never
  const Checkpoints* checkpoints = nullptr;  // none: the stage is not saved
};

// Of one epoch, two per sample, in the order of the samples.
struct EpochLogits {
  std::vector<float> validation;
  std::vector<float> watched;
};

struct StageResult {
  std::vector<EpochScores> history;  // the start and every epoch trained
  std::vector<EpochLogits> logits;   // as history
  size_t kept = 0;                   // index of the epoch whose weights are kept
  WeightSet weights;                 // of the trained layers, as that epoch left them
};

// Batches are drawn anew in every epoch; the last may be smaller, as in Keras. `tail_inputs` are
// the layers that feed the tail, in its order. A stage that was saved goes on where it was, or is
// over at once. Errors: kInvalidArgument when a loss is not finite, naming stage, epoch, batch and
// learning rate; those of the checkpoints and of the features.
StageResult run_stage(TrainableTail& tail, const std::vector<LayerId>& tail_inputs,
                      const StageData& data, const StageOptions& options, Progress& progress);

}  // namespace myolens
