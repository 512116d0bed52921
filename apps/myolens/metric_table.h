// The measures of an evaluation as text for a terminal.
#pragma once

#include <string>

#include "myolens/experiment/evaluation.h"
#include "myolens/metrics/prevalence.h"

namespace myolens {

// Counts, then the six measures, binary and macro, each with its 95 % interval, then the baselines.
std::string metric_table(const Evaluation& evaluation, uint64_t seed);

std::string predictive_value_rows(const PredictiveValues& values);

}  // namespace myolens
