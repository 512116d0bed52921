// The whole way from features to a classifier: what is searched, chosen and fitted on one set of
// patients. A protocol runs it once, or once per outer fold.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "myolens/experiment/training_data.h"
#include "myolens/metrics/threshold.h"
#include "myolens/search/head_search.h"
#include "myolens/training/fit.h"

namespace myolens {

struct ProcedureSettings {
  TrainingSettings training;
  Strategy strategy = Strategy::kTwoStage;
  std::optional<HeadSearchSettings> search;  // finds head, a, L2 and batch size
  ThresholdRule threshold;
  bool calibrate = true;  // fit the temperature
};

// References must outlive the procedure.
struct ProcedureTask {
  const ModelBundle& bundle;      // backbone and its weights
  const FeatureSource& features;  // pooled features and the live tensors of the strategy
  const TrainingData& data;
  size_t variants = 1;  // rows of features per sample
  const ProcedureSettings& settings;
  const Checkpoints* checkpoints = nullptr;
};

// What chooses. Several folds choose together, out of fold, and a last fit on all their samples
// follows; one fold alone chooses with its validation part during its own fit.
struct Choice {
  std::vector<Fold> folds;
  std::vector<size_t> watched{};  // samples that the fitted model is only asked about
};

struct FittedStage {
  StagePlan plan;
  int epoch = 0;                     // kept
  std::vector<EpochScores> curve;    // that chose it
  std::vector<EpochScores> refit{};  // of the last fit, when folds chose
  double seconds = 0;
};

struct ScoredSample {
  size_t sample = 0;
  double logit = 0;  // of the positive class, less that of the other
};

struct ProcedureResult {
  TrainingSettings training;  // with what the search found
  std::optional<HeadSearchResult> search;
  double search_seconds = 0;
  std::vector<FittedStage> stages;
  double fold_seconds = 0;             // of the fits that only chose
  ClinicalEncoding clinical;           // of the patients that the fitted model trains on
  std::vector<ScoredSample> choosing;  // by models that did not train on them
  std::vector<ScoredSample> watched;   // by the fitted model
  double temperature = 1;              // from `choosing`
  double threshold = 0.5;              // of the probability at that temperature
  WeightSet weights;                   // of the whole classifier
};

// A network with its head as it starts, and the stages that train it.
struct PlannedNetwork {
  ClassifierGraph network;
  std::vector<StagePlan> plans;
  WeightSet start;
};

// `bundle` has the backbone, its weights and the clinical encoding; the head is that of `training`.
// Errors: as plan_stages.
PlannedNetwork plan_network(const ModelBundle& bundle, Strategy strategy,
                            const TrainingSettings& training);

// Layers whose features a procedure needs of the pictures.
std::vector<LayerId> feature_layers(const ModelBundle& bundle, const ProcedureSettings& settings);

// Maps that vectors are computed from: those at the cut of a fine-tuning with default settings, so
// that warm-up's vectors and fine-tuning's maps take one pass. None where a network has no such
// cut.
std::vector<LayerId> usual_cut(const ModelBundle& bundle);

// Probability of the positive class.
double probability(double logit, double temperature);

// The samples that chose, with the calibrated probability.
std::vector<ScoredCase> choosing_cases(const ProcedureResult& result, const TrainingData& data);

// Where the data have clinical columns, the procedure learns their encoding from the patients that
// its last fit trains on, never from watched ones. `name` sets random streams and checkpoints of
// several procedures apart. Errors: kBadData (a part lacks a class), and those of learn_clinical,
// search_head, fit and fit_out_of_fold.
ProcedureResult run_procedure(const ProcedureTask& task, const Choice& choice,
                              const std::string& name, Progress& progress);

}  // namespace myolens
