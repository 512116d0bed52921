// Several ways to train judged on the same test patients: the paper's Tables 3 and 4.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "myolens/experiment/ensemble_fit.h"
#include "myolens/experiment/evaluation.h"
#include "myolens/experiment/train_run.h"
#include "myolens/metrics/detectable_difference.h"

namespace myolens {

struct Comparison;

inline constexpr double kComparisonLevel = 0.05;  // of the tests, after Holm's adjustment

// One training of a comparison.
struct ComparedTraining {
  std::string name;         // also of its run folder
  std::string description;  // in words
  std::string backbone;
  Strategy strategy = Strategy::kTwoStage;
  bool clinical = true;  // reads the clinical columns of the comparison, if it has some
};

struct ComparisonOptions {
  std::string title;  // "strategies", "backbones", "inputs"
  std::vector<ComparedTraining> trainings;
  std::string reference;  // name of the training that the others are tested against, named before
  TrainRunOptions run;    // of every training, except backbone and strategy; `out` is the folder of
                          // the comparison
  // Writes what else belongs into the folder, before the comparison counts as finished.
  std::function<void(const Comparison& comparison)> write_more{};
};

struct PairedTests {
  McNemarTest mcnemar;
  double mcnemar_holm = 1;
  std::optional<AucComparison> auc;  // this row less the reference
  std::optional<double> auc_holm;
};

enum class RowKind {
  kTraining,
  kEnsemble,  // of all trained rows
  kBaseline
};

struct ComparisonRow {
  std::string name;
  std::string description;
  RowKind kind = RowKind::kBaseline;
  std::string skipped;             // the reason; then nothing follows
  std::string weights;             // where the backbone started, in words
  double seconds = 0;              // of the training, features included when they were not cached
  int64_t trained_parameters = 0;  // of the stage that trains most
  double threshold = 0.5;
  std::vector<ScoredCase> cases;
  std::optional<ClassificationSummary> summary;
  std::optional<PairedTests> tests;  // not of the reference
  std::vector<StageFacts> stages;
  std::vector<StageHistory> history;

  bool trained() const { return kind == RowKind::kTraining && skipped.empty(); }
};

struct Comparison {
  std::string title;
  std::string reference;
  bool synthetic = true;
  bool selected_on_test_set = false;
  ClassNames classes;
  uint64_t seed = 1;
  std::vector<ComparisonRow> rows;                   // trainings, ensembles of them, then baselines
  std::optional<CombinationChoice> ensemble_choice;  // where there are ensembles
  int tests = 0;                                     // in each family that Holm's method adjusts
  std::optional<DetectableAccuracy> detectable;      // at the strictest level of these tests
  std::optional<double> detectable_auc;              // median over the rows, without adjustment
};

// Trains every row in a run folder of its own below `out`, judges it on the test part, combines the
// trained rows, and compares. Rows whose weights are missing, or that do not fit the options, are
// skipped with the reason. Rows that are finished are not trained again: this is how a comparison
// is resumed. Baselines are the majority, the deficit score with Youden's threshold of the training
// patients, and clinical variables: those that the trainings read, else all that are known by name.
// Writes comparison.csv, comparison.json and predictions.csv. Errors: kInvalidArgument (an unknown
// reference, one that was skipped, cross-validation), and those of OpenRun, train_run and
// evaluate_run.
Comparison compare_trainings(const ComparisonOptions& options, const WeightStore& store,
                             Progress& progress);

}  // namespace myolens
