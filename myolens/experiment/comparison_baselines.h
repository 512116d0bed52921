// What a comparison sets beside its trained rows.
#pragma once

#include "myolens/experiment/comparison.h"

namespace myolens {

// The majority of the training patients; the deficit score with Youden's threshold over them;
// clinical variables, skipped with the reason when the manifest has none. `evaluation` is that of a
// trained run on its test part. Errors: of reading the cohort.
std::vector<ComparisonRow> baseline_rows(const RunFolder& run, const Evaluation& evaluation,
                                         uint64_t seed, size_t threads);

}  // namespace myolens
