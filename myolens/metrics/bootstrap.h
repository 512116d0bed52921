// Percentile intervals over resamples of the cases, for measures without a good formula.
#pragma once

#include <cstdint>
#include <span>

#include "myolens/metrics/confusion.h"
#include "myolens/metrics/intervals.h"
#include "myolens/metrics/score_groups.h"
#include "myolens/metrics/scored_case.h"

namespace myolens {

struct BootstrapSettings {
  uint64_t seed = 0;
  int replicates = 2000;
};

// Percentile interval over resamples drawn within each true class, so that class sizes stay. It
// depends on the counts and the seed only, not on the order of the cases; the same seed gives
// every rate the same resamples. Resamples in which the rate is undefined are left out; more than
// 5 % of them, or a degenerate rate (the same in every resample, as 0 and 1 are): no interval.
// Errors: kInvalidArgument for less than one replicate.
Estimate bootstrap_estimate(const Confusion& confusion, RateFunction rate,
                            BootstrapSettings settings);

// The same for a measure of the scores: cases are drawn with their scores, in the order of falling
// scores. Errors: as check_cases; kInvalidArgument for less than one replicate.
Estimate bootstrap_estimate(std::span<const ScoredCase> cases, ScoreMeasure measure,
                            BootstrapSettings settings);

}  // namespace myolens
