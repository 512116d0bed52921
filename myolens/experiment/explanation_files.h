// The tables of explained cases. Internal to experiment/.
#pragma once

#include "myolens/experiment/explanation.h"

namespace myolens {

// explanations.csv with a row per case and method, segments.csv with a row per case and segment.
// Errors: kWriteFailed.
void write_explanation_tables(const std::filesystem::path& folder,
                              const std::vector<ExplainedCase>& cases);

}  // namespace myolens
