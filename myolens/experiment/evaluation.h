// A trained model judged on patients that it has not seen, beside the arithmetic baselines.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "myolens/base/progress.h"
#include "myolens/experiment/run_folder.h"
#include "myolens/metrics/compare.h"
#include "myolens/metrics/summary.h"

namespace myolens {

struct BaselineResult {
  std::string name;
  Estimate auc;
  std::optional<AucComparison> comparison;  // model minus baseline; nothing when undefined
};

// Which model judged whom.
struct EvaluationOrigin {
  std::string model;                  // the backbone, or an ensemble's members by name
  bool imagenet_trained = false;      // where training began, of every member
  bool trained_on_synthetic = false;  // patients
  std::string program_version;
  std::string cohort;  // its folder
  uint64_t seed = 1;   // of the bootstrap
};

struct Evaluation {
  std::string name;  // of the set: "test", ...
  bool synthetic = true;
  ClassNames classes;
  double threshold = 0.5;
  bool selected_on_test_set = false;  // these patients chose the model: optimistic
  int openings = 0;  // how often the run's test patients have been judged, this time among them; 0
                     // for another set
  std::vector<ScoredCase> cases;  // the model's
  // The same cases by logit, without temperature; empty where an older version judged.
  std::vector<ScoredCase> logits;
  std::vector<ScoredCase> deficit;  // the baselines', same order
  std::vector<ScoredCase> share_below_half;
  // Why `predict` would not assess a case, in words; "" where it would. All the same every case
  // counts above.
  std::vector<std::string> refusals;
  std::optional<EvaluationOrigin> origin;  // nothing of cross-validation, or of older versions
};

struct EvaluateOptions {
  std::filesystem::path run;
  std::filesystem::path
      cohort;  // another prepared cohort, all of it; empty: the run's own test part
  std::string name = kTestEvaluation;
  size_t threads = 1;
};

// Writes run/evaluation/NAME with predictions.csv and metrics.json. The test patients should be
// opened once: every opening is counted in the run folder before it happens. Errors:
// kInvalidArgument
// (evaluated before under this name; a name that is no plain folder name; a run that is not
// finished, or that has no test part), kBadData (a picture that
// the model was trained on; labels that the model does not have), kUnavailable (another process
// judges the run now), and of the parts it is made of.
Evaluation evaluate_run(const EvaluateOptions& options, Progress& progress);

// A model that left its run behind, on another hospital's patients.
struct EvaluateBundleOptions {
  std::filesystem::path bundle;  // or an ensemble
  // Prepared, all of it; empty: of an ensemble, the test patients of its members, whose openings
  // are counted in its folder.
  std::filesystem::path cohort;
  std::filesystem::path out;  // new folder
  size_t threads = 1;
  uint64_t seed = 1;  // of the bootstrap
};

// Writes predictions.csv and metrics.json into `out`. Errors: kInvalidArgument (`out` exists; no
// cohort), kBadData as evaluate_run, or when the cohort of the ensemble has changed, and of the
// parts it is made of.
Evaluation evaluate_bundle(const EvaluateBundleOptions& options, Progress& progress);

// As evaluate_run or evaluate_bundle wrote it. Errors: as read_table; kNotFound when there is no
// such evaluation.
Evaluation read_evaluation(const RunFolder& run, const std::string& name);
Evaluation read_evaluation(const std::filesystem::path& folder);

// Whether the folder says that it is one.
bool is_evaluation(const std::filesystem::path& folder);

size_t refused_cases(const Evaluation& evaluation);
ClassificationSummary summarise(const Evaluation& evaluation, uint64_t seed);
std::vector<BaselineResult> baseline_results(const Evaluation& evaluation);

}  // namespace myolens
