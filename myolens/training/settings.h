// What a user can set for a training, with the paper's values as defaults. Plain values, validated
// before work starts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "myolens/classifier/head.h"
#include "myolens/engine/trainable_tail.h"
#include "myolens/polarmap/augmentation.h"

namespace myolens {

// How the learning rates of warm-up (LR1) and fine-tuning (LR2) follow from a. The paper's formula
// is a picture that we do not have; these are the candidates (docs/paper.md).
enum class LearningRateRule {
  kA,  // LR1 = 10^-a, LR2 = LR1 / 10
  kB,  // LR1 = 1e-3, LR2 = LR1 * 10^-a
  kC   // LR1 = 1e-3, LR2 = LR1 / a
};

struct LearningRates {
  double warm_up = 0;
  double fine_tuning = 0;
};

LearningRates learning_rates(LearningRateRule rule, double a);

// Which epoch is kept. Both look at the validation part.
enum class Selection {
  kLoss,     // lowest cross-entropy; of equal ones the earliest
  kAccuracy  // the paper's: highest accuracy; of equal ones the lowest cross-entropy, then the
             // earliest
};

// How much a sample counts in the training loss, by its class.
enum class ClassWeighting {
  kNone,
  kBalanced,  // both classes count alike in sum, whatever their sizes
  kGiven
};

struct AugmentationSettings {
  size_t variants = 0;  // of every training picture, beside itself
  AugmentationLimits limits;
};

struct TrainingSettings {
  HeadSpec head;
  int warm_up_epochs = 100;
  int fine_tuning_epochs = 30;
  size_t batch_size = 32;
  LearningRateRule rule = LearningRateRule::kA;
  double a = 4.0;  // the only value that the paper states, for ResNet152V2
  Selection selection = Selection::kLoss;
  OptimiserSettings optimiser;  // of both stages
  ClassWeighting class_weighting = ClassWeighting::kNone;
  std::vector<double> given_class_weights;  // of kGiven: positive class, negative class
  double label_smoothing = 0.0;
  double head_l2 = 0.0;  // on the kernels of the head, in both stages
  CutRule cut = BelowOneThird{};
  double rate_decay = 1.0;        // per trained layer of the backbone from the top down; 1: equal
  bool train_batch_norm = false;  // above the cut
  AugmentationSettings augmentation;
  // Epochs without a better one after which a stage ends; 0: never.
  int warm_up_patience = 0;
  int fine_tuning_patience = 0;
  Precision precision = Precision::kFloat32;  // of feature maps; or kBfloat16
  uint64_t seed = 1;
  int threads = 1;
};

// Errors: kInvalidArgument, naming the setting and its range.
void validate(const TrainingSettings& settings);

}  // namespace myolens
