// Logistic recalibration: does the model exaggerate, and is it too high or too low on the whole
// (Cox, Biometrika 1958;45:562; Van Calster et al., BMC Med 2019;17:230)?
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "myolens/metrics/intervals.h"
#include "myolens/metrics/scored_case.h"

namespace myolens {

enum class RecalibrationState {
  kFitted,
  kOneClass,            // nothing can be fitted
  kEqualProbabilities,  // no slope: all cases have the same probability
  kSeparated,  // no slope: the most likely one is infinite, as the logits of the classes do
               // not overlap (or by so little that no maximum is found)
};
// In words, for a reader.
std::string_view recalibration_state_text(RecalibrationState state);

struct Coefficient {
  double value = 0;
  Interval interval;  // Wald, from the observed information
};

struct Recalibration {
  RecalibrationState state = RecalibrationState::kOneClass;
  // logit P(positive) = intercept + slope * logit(probability), fitted together. A slope below 1:
  // the probabilities are too extreme.
  std::optional<Coefficient> intercept = {};
  std::optional<Coefficient> slope = {};
  // The intercept with the slope held at 1 ("calibration in the large"): below 0 the probabilities
  // are too high on the whole. Exists also where a slope does not.
  std::optional<Coefficient> in_the_large = {};
  int limited = 0;  // cases whose probability was moved to kMostCertain or its mirror image, as 0
                    // and 1 have no logit
};

inline constexpr double kMostCertain = 1 - 1e-7;

// By maximum likelihood (Newton's method with step halving). Errors: as check_probabilities.
Recalibration recalibrate(std::span<const ScoredCase> cases);

}  // namespace myolens
