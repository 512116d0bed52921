// The search for the head of a classifier and its learning rate, on the features that the frozen
// backbone gives.
#pragma once

#include <optional>
#include <vector>

#include "myolens/search/hyperband.h"
#include "myolens/search/search_space.h"
#include "myolens/training/checkpoints.h"
#include "myolens/training/folds.h"

namespace myolens {

struct HeadSearchSettings {
  HyperbandSettings hyperband;
  SearchSpace space;
};

// The best epoch that a trial had shown at the end of a rung.
struct HeadTrialRun {
  TrialRun run;
  HeadConfiguration configuration;
  EpochScores best;
};

struct HeadSearchResult {
  std::vector<HeadTrialRun> runs;  // of all rungs, in their order
  size_t best = 0;                 // index of the run with the best epoch, of equal ones the first
};

// What the heads are trained and judged on: one sample per picture, see StageData.
struct HeadSearchData {
  const FeatureSource& features;
  LayerId pooled;  // the backbone's pooled features among them
  const std::vector<int>& labels;
  std::vector<Fold> folds;  // one fold: a plain validation part
  size_t variants = 1;
  std::string name{};                 // sets the checkpoints of several searches apart
  std::optional<LayerId> clinical{};  // the clinical values among the features, if they are read
};

// A trial trains one network per fold, all from the same initial values, as warm-up would with
// `training`, but for what the space is about; its score is that of the pooled curve
// (training/folds.h). The settings' threads are trials at a time. The same seed gives the same
// result, whatever the number of threads. A trial whose loss becomes infinite or not a number ends
// there. Brackets that `checkpoints` hold (none: nullptr) are not trained again. Errors:
// kInvalidArgument (settings, no trial with a finite loss), kUnavailable (the training library
// cannot be loaded), and those of the features and the checkpoints.
HeadSearchResult search_head(const HeadSearchData& data, const HeadSearchSettings& search,
                             const TrainingSettings& training, const Checkpoints* checkpoints,
                             Progress& progress);

}  // namespace myolens
