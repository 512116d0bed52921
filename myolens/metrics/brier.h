// How far probabilities are from what happened.
#pragma once

#include <optional>
#include <span>

#include "myolens/metrics/score_groups.h"
#include "myolens/metrics/scored_case.h"

namespace myolens {

// Mean squared difference of probability and truth (Brier, Mon Weather Rev 1950;78:1, in the form
// for one of two classes): 0 is perfect, always saying 0.5 gives 0.25. Nothing without cases.
std::optional<double> brier_score(std::span<const ScoreGroup> groups);

// Errors: as check_probabilities.
std::optional<double> brier_score(std::span<const ScoredCase> cases);

}  // namespace myolens
