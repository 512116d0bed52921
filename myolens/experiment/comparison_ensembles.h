// The trained rows of a comparison combined. Internal to experiment/.
#pragma once

#include <vector>

#include "myolens/experiment/comparison.h"
#include "myolens/experiment/ensemble_runs.h"

namespace myolens {

// A trained row on the patients that chose it and on the test patients.
struct RowScores {
  MemberScores choosing;
  MemberScores test;
};

struct EnsembleRows {
  std::vector<ComparisonRow> rows;  // by kCombinationRules
  std::optional<CombinationChoice> choice;
};

// Of a trained row. Errors: of read_choosing; kNotFound when it was judged without logits.
RowScores row_scores(const RunFolder& run, const Evaluation& evaluation, const std::string& name);

// "ensemble: mean", "ensemble: weighted" and "ensemble: stacked" of all members, fitted on the
// patients that chose them, with `threshold` chosen there too. Fewer than two members give no rows.
// Errors: of joined_members, fit_combination and choose_combination.
EnsembleRows ensemble_rows(const std::vector<RowScores>& members, const ThresholdRule& threshold,
                           const Evaluation& evaluation, uint64_t seed);

}  // namespace myolens
