// A random forest (Breiman 2001) for a few hundred rows of a few dozen features.
#pragma once

#include "bench/phantom_check_validation.h"

namespace myolens {

struct ForestSettings {
  size_t trees = 300;
  size_t smallest_leaf = 2;  // rows drawn into it
  uint64_t seed = 1;
};

// Trees on bootstrap samples, the best of sqrt(features) random ones at each split by Gini
// impurity; both classes weigh the same. The scorer gives the mean share of positives over the
// leaves.
Scorer fit_random_forest(const FeatureRows& training, const ForestSettings& settings);

}  // namespace myolens
