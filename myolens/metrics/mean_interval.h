// The mean of independent values.
#pragma once

#include <optional>
#include <span>

#include "myolens/metrics/intervals.h"

namespace myolens {

struct MeanEstimate {
  double mean = 0;
  std::optional<Interval> interval;  // 95 %, Student's t; nothing for a single value
};

// Nothing of no values.
std::optional<MeanEstimate> mean_estimate(std::span<const double> values);

}  // namespace myolens
