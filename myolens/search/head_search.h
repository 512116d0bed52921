// The search for the head of a classifier and its learning rate, on the features that the frozen
// backbone gives.
#pragma once

#include <vector>

#include "myolens/search/hyperband.h"
#include "myolens/search/search_space.h"
#include "myolens/training/stage.h"

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

// `data.features` holds one tensor, the backbone's pooled features. Trials are trained as warm-up
// would be with `training`, but for what the space is about; its threads are trials at a time. The
// same seed gives the same
// result, whatever the number of threads. A trial whose loss becomes infinite or not a number ends
// there. Errors: kInvalidArgument (settings, another number of tensors, no trial with a finite
// loss), kUnavailable (the training library cannot be loaded).
HeadSearchResult search_head(const StageData& data, const HeadSearchSettings& search,
                             const TrainingSettings& training, Progress& progress);

}  // namespace myolens
