// A comparison whose numbers follow from counts, for tests of its page.
#pragma once

#include "myolens/experiment/comparison.h"

namespace myolens::test {

// 26 positive and 18 negative patients. The reference "two-stage" calls 24 and 16 of them right,
// "warm-up" 22 and 14, "scratch" 26 and none; "majority" gives all the same score, "deficit" calls
// 22 and 12 right; "all-layers" was skipped. The tests of the rows are set to no difference.
Comparison sample_comparison();

ComparisonRow& row_named(Comparison& comparison, const std::string& name);

}  // namespace myolens::test
