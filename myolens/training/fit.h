// Networks trained through all stages of a strategy: once, or once per fold.
#pragma once

#include <string>
#include <vector>

#include "myolens/training/folds.h"
#include "myolens/training/stage_plan.h"

namespace myolens {

// What the fits of one network share. References must outlive the fits.
struct FitTask {
  const ClassifierGraph& network;
  const WeightSet& start;  // of the whole classifier
  const std::vector<StagePlan>& plans;
  const FeatureSource& features;  // with the inputs of all tails
  const std::vector<int>& labels;
  size_t variants = 1;  // see StageData
  const TrainingSettings& settings;
  const Checkpoints* checkpoints = nullptr;
};

struct FitParts {
  std::vector<size_t> training;
  std::vector<size_t> validation;  // chooses the epoch of each stage; empty: the last is kept
  std::vector<size_t> watched{};
};

struct FitResult {
  std::vector<StageResult> stages;  // as the task's plans
  std::vector<double> seconds;      // of each stage, in all processes that trained it
  WeightSet weights;                // of all layers that were trained
};

struct FitOptions {
  std::string name{};         // put before the names of the stages; names the random streams
  std::vector<int> epochs{};  // of each stage; empty: those of the recipes
};

// Each stage starts from the epoch that the one before it kept, which stays a candidate as its
// epoch 0. Errors: as run_stage and make_trainable_tail.
FitResult fit(const FitTask& task, const FitParts& parts, const FitOptions& options,
              Progress& progress);

struct OutOfFold {
  // Of each stage, for every epoch: losses and accuracies over the validation samples of all folds
  // together; the training scores are means over the folds.
  std::vector<std::vector<EpochScores>> curves;
  std::vector<int> epochs;      // of each stage, chosen on its curve
  std::vector<size_t> samples;  // the validation samples of all folds, ascending
  std::vector<float> logits;    // two per sample, by the model that did not train on it, after
                                // the chosen epoch of the last stage
  double seconds = 0;           // in all processes that trained them
};

// Fits one network per fold and lets all folds together choose each stage's epoch, by the settings'
// selection and patience; the next stage starts from that epoch in every fold. Folds are trained in
// parallel, one thread each, so that the result does not depend on the number of threads. Errors:
// as fit.
OutOfFold fit_out_of_fold(const FitTask& task, const std::vector<Fold>& folds,
                          const std::string& name, Progress& progress);

}  // namespace myolens
