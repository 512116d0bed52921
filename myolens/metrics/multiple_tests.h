// p values of several tests judged together.
#pragma once

#include <span>
#include <vector>

namespace myolens {

// Holm's step-down adjustment (Scand J Statist 1979;6:65), in the order given: comparing each with
// a level keeps the chance of any false finding among all of them below that level, whatever their
// dependence. Errors: kInvalidArgument for a p value outside [0, 1].
std::vector<double> holm_adjusted(std::span<const double> p_values);

}  // namespace myolens
