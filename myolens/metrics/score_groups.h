// Cases by distinct score: what measures of a ranking or of probabilities need to know, in an order
// that does not depend on the order of the cases. Thread-safe (values only).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "myolens/metrics/scored_case.h"

namespace myolens {

struct ScoreGroup {
  double score = 0;
  int positives = 0;
  int negatives = 0;
};

// Scores falling. Takes checked cases (check_cases).
std::vector<ScoreGroup> grouped_by_score(std::span<const ScoredCase> cases);

ClassSizes class_sizes(std::span<const ScoreGroup> groups);

// A number that follows from groups with falling scores, some of which may be empty; nothing where
// they do not define it.
using ScoreMeasure = std::optional<double> (*)(std::span<const ScoreGroup>);

}  // namespace myolens
