// Do the probabilities mean what they say, and are there enough cases to tell?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "myolens/metrics/intervals.h"
#include "myolens/metrics/recalibration.h"
#include "myolens/metrics/scored_case.h"

namespace myolens {

inline constexpr int kCalibrationBins = 5;
inline constexpr int kCalibrationReplicates = 2000;
// Below this many positive or negative cases calibration cannot be judged (Collins et al., Stat Med
// 2016;35:214).
inline constexpr int kCalibrationCasesPerClass = 100;

struct CalibrationBin {
  int cases = 0;
  double mean_probability = 0;
  Estimate observed_rate;  // of positives, Wilson
};

// Cases between neighbouring fifths of the probabilities, rising. A probability at a limit belongs
// below it, so that equal ones stay together: bins differ in size, and there may be fewer than
// kCalibrationBins. Errors: as check_probabilities.
std::vector<CalibrationBin> calibration_bins(std::span<const ScoredCase> cases);

struct ChanceError {
  double mean = 0;
  double quantile95 = 0;
};

struct CalibrationAssessment {
  ClassSizes sizes;
  bool too_few_to_judge = true;
  Recalibration recalibration;
  std::vector<CalibrationBin> bins;
  // Mean distance of probability and observed rate over the bins, weighted with their cases.
  // Nothing without cases.
  std::optional<double> expected_error = {};
  // What this error would be if every probability were right: truths drawn from the probabilities
  // kCalibrationReplicates times. An error below quantile95 is no sign of bad calibration.
  std::optional<ChanceError> chance_error = {};
  uint64_t seed = 0;  // of chance_error
};

// Errors: as check_probabilities.
CalibrationAssessment assess_calibration(std::span<const ScoredCase> cases, uint64_t seed);

}  // namespace myolens
