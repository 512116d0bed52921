// One stage of training: epochs of batches over cached features, with one epoch kept.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "myolens/base/progress.h"
#include "myolens/base/random.h"
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
  bool keep_weights = true;                  // else only the scores are wanted
};

// An epoch's samples in the order in which its batches take them, and the stream that drew it, from
// which variants and dropout masks follow.
struct EpochOrder {
  std::vector<size_t> samples;
  RandomStream random;
};
EpochOrder draw_epoch(const std::string& stage, int epoch, uint64_t seed,
                      std::vector<size_t> samples);

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
  double seconds = 0;                // of its epochs
  double earlier_seconds = 0;        // of those that another process trained before
};

// A stage as it is trained. Batches are drawn anew in every epoch; the last may be smaller, as in
// Keras. What is given to the constructor must outlive the stage. Serves one thread at a time.
class Stage {
 public:
  // `inputs` are the layers that feed the tail, in its order. A stage that was saved is taken up
  // where it was. Errors: those of the checkpoints and of the features.
  Stage(TrainableTail& tail, const std::vector<LayerId>& inputs, const StageData& data,
        StageOptions options);

  // Up to this epoch, or less when the stage is over before. Errors: kInvalidArgument when a loss
  // is not finite, naming stage, epoch, batch and learning rate; as the constructor.
  void train_until(int epoch, Progress& progress);

  // All epochs are trained, patience has run out, or it was ended.
  bool is_over() const;

  // No further epochs.
  void end();

  const StageResult& result() const { return result_; }

 private:
  bool take_up();
  void save();
  void train_epoch(int epoch);
  void judge(EpochScores scores);
  void keep_weights();
  std::vector<float> logits_of(const std::vector<size_t>& samples) const;
  std::vector<size_t> first_rows(std::span<const size_t> samples) const;
  std::vector<size_t> drawn_rows(std::span<const size_t> samples, RandomStream& random) const;
  std::vector<int> labels_of(std::span<const size_t> samples) const;
  void check_finite(double loss, const std::string& what) const;

  TrainableTail& tail_;
  const std::vector<LayerId>& inputs_;
  const StageData data_;
  const StageOptions options_;
  StageResult result_;
  bool ended_ = false;
  std::chrono::steady_clock::time_point saved_ = std::chrono::steady_clock::now();
};

// All of a stage at once, as one step of the progress.
StageResult run_stage(TrainableTail& tail, const std::vector<LayerId>& tail_inputs,
                      const StageData& data, const StageOptions& options, Progress& progress);

}  // namespace myolens
