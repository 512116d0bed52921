// The measures of an evaluation as text for a terminal.
#pragma once

#include <string>

#include "myolens/experiment/evaluation.h"

namespace myolens {

// Counts, then the six measures, binary and macro, each with its 95 % interval, then the baselines.
std::string metric_table(const Evaluation& evaluation, uint64_t seed);

}  // namespace myolens
