// A summed score as readers give it, from uptake that is known instead of seen.
#pragma once

#include <array>

#include "myolens/polarmap/aha.h"

namespace myolens {

using SegmentValues = std::array<double, kSegments>;  // segment i at index i - 1

// 0 (normal) to 4 (absent) for the share of normal uptake that a segment has, with limits .88, .76,
// .62 and .45.
int segment_score(double share_of_normal);

// 0 to 68.
int summed_score(const SegmentValues& shares_of_normal);

}  // namespace myolens
