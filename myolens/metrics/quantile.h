// Quantiles of a list of numbers.
#pragma once

#include <span>

namespace myolens {

// Linear interpolation between order statistics (type 7 of Hyndman and Fan, Am Stat 1996;50:361).
// `sorted` rises and is not empty; `share` lies in [0, 1].
double quantile(std::span<const double> sorted, double share);

}  // namespace myolens
