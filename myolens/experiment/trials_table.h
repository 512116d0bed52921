// All runs of a search as a table.
#pragma once

#include "myolens/experiment/run_folder.h"
#include "myolens/search/head_search.h"

namespace myolens {

// trials.csv: one row per run of a rung. Errors: kWriteFailed.
void write_trials(const RunFolder& run, const HeadSearchResult& result, LearningRateRule rule);

}  // namespace myolens
