// The head of a run, found by Hyperband before its warm-up.
#pragma once

#include "myolens/experiment/run_folder.h"
#include "myolens/search/head_search.h"

namespace myolens {

// Searches on the pooled features of the bundle's backbone, judged on the validation part by the
// settings' rule, selection and seed. Puts the head, a and batch size of the best run into
// `settings`, and all runs into trials.csv of the run folder. Errors: as search_head and
// compute_frozen_features; kBadData (a part without pictures of both classes), kWriteFailed.
SearchFacts choose_head(const RunFolder& run, const ModelBundle& bundle,
                        const TrainingImages& images, const HeadSearchSettings& search,
                        TrainingSettings& settings, Progress& progress);

}  // namespace myolens
