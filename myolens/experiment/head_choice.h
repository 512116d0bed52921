// The head of a run, found by Hyperband before its warm-up.
#pragma once

#include "myolens/experiment/run_folder.h"
#include "myolens/search/hyperband.h"
#include "myolens/search/search_space.h"

namespace myolens {

struct HeadSearchOptions {
  HyperbandSettings hyperband;
  SearchSpace space;
};

// Searches on the pooled features of the bundle's backbone, judged on the validation part by the
// settings' rule, selection and seed. Puts the head, a and batch size of the best run into
// `settings`, and all runs into trials.csv of the run folder. Errors: as search_head and
// compute_frozen_features; kBadData (a part without pictures of both classes), kWriteFailed.
SearchFacts choose_head(const RunFolder& run, const ModelBundle& bundle,
                        const TrainingImages& images, const HeadSearchOptions& options,
                        TrainingSettings& settings, Progress& progress);

}  // namespace myolens
