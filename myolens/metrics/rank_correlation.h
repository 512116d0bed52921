// Whether two lists are ordered alike.
#pragma once

#include <optional>
#include <span>

namespace myolens {

// Spearman's correlation: Pearson's of the ranks, equal values sharing their mean rank. Nothing
// where all values of a list are equal. Errors: kInvalidArgument (lists of different lengths, fewer
// than two values, a value that is no number).
std::optional<double> rank_correlation(std::span<const double> first,
                                       std::span<const double> second);

}  // namespace myolens
