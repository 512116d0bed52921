// Decision curve analysis (Vickers and Elkin, Med Decis Making 2006;26:565): whether acting on the
// probabilities does more good than acting on everybody or on nobody.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "myolens/metrics/scored_case.h"

namespace myolens {

// Net benefit per case: true positives minus false positives, these weighted with the odds of the
// threshold probability, at which a decider thinks harm and good of acting equal. Acting on nobody
// has net benefit 0.
struct DecisionPoint {
  double threshold = 0;  // a case is acted on when its probability is at least this
  double model = 0;
  double treat_all = 0;
};

inline constexpr int kDecisionThresholds = 99;  // 0.01, 0.02 .. 0.99

// Thresholds rising. Nothing when a class is empty. Benefits are those of a group with as many
// positives per case as these. Errors: as check_probabilities.
std::optional<std::vector<DecisionPoint>> decision_curve(std::span<const ScoredCase> cases);

}  // namespace myolens
