// One training from a prepared cohort to a run folder.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "myolens/cohort/clinical_columns.h"
#include "myolens/experiment/open_run.h"
#include "myolens/experiment/procedure.h"
#include "myolens/experiment/protocol.h"
#include "myolens/experiment/starting_bundle.h"
#include "myolens/training/frozen_features.h"

namespace myolens {

struct TrainRunOptions {
  std::filesystem::path cohort;         // result of `myolens prepare`
  std::filesystem::path out;            // new run folder
  std::filesystem::path split;          // a given split file; empty: drawn by the seed
  std::string positive_label;           // see ReadOptions
  std::vector<std::string> clinical{};  // columns read beside the pictures: see clinical_columns
  std::string backbone = "resnet50";
  std::string weights =
      kImageNetWeights;  // see StartingPoint; strategy 1 starts from random values
  Protocol protocol = Protocol::kHoldout;
  int folds = 5;    // that choose, and of cross-validation
  int repeats = 5;  // of cross-validation
  ProcedureSettings procedure;
  FeatureCacheSettings cache;
  double checkpoint_seconds = 60;
  RunIdentity identity;  // command, folder and settings; the rest is filled in
  bool resume = false;   // go on in `out`
};

// Errors: kInvalidArgument, naming the setting and its range.
void validate(const TrainRunOptions& options);

// The clinical columns that the options ask for. Errors: of clinical_columns; kBadData when some
// are asked for and there is none.
std::vector<std::string> wanted_clinical(const TrainRunOptions& options, const Cohort& cohort);

// Parts by the protocol: 20 % of the patients of each class are the test part, which takes no part
// but under `paper`; `crossval` has none. The folder appears before the training starts and can be
// resumed when that ends early. Errors: of wanted_clinical; those of OpenRun and of the parts it is
// made of.
RunFacts train_run(const TrainRunOptions& options, const WeightStore& store, Progress& progress);

}  // namespace myolens
