// What a comparison sets beside its trained rows.
#pragma once

#include "myolens/cohort/clinical_columns.h"
#include "myolens/experiment/comparison.h"

namespace myolens {

struct BaselineOptions {
  uint64_t seed = 1;
  size_t threads = 1;
  std::vector<std::string> clinical{std::string(kAllClinicalColumns)};  // see clinical_columns
};

// The majority of the training patients; the deficit score with Youden's threshold over them;
// clinical variables, skipped with the reason when the manifest has none. `evaluation` is that of a
// trained run on its test part. Errors: of reading the cohort; of ClinicalBaseline::fit.
std::vector<ComparisonRow> baseline_rows(const RunFolder& run, const Evaluation& evaluation,
                                         const BaselineOptions& options);

}  // namespace myolens
