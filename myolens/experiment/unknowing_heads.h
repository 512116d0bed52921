// Networks that cannot know who is ill, for comparison with a trained one. Internal to experiment/.
#pragma once

#include <vector>

#include "myolens/base/progress.h"
#include "myolens/classifier/classifier.h"
#include "myolens/experiment/prepared_cohort.h"

namespace myolens {

// The bundle with a head, or all layers, as they are before training.
WeightSet with_random_head(const ModelBundle& bundle, uint64_t seed);
ModelBundle with_random_weights(const ModelBundle& bundle, uint64_t seed);

struct PermutedHead {
  WeightSet weights;        // of the whole classifier, the backbone as in the bundle
  double fitted_share = 0;  // of the permuted labels, right at the end of the fit, dropout on
};

// The head trained anew as in warm-up, on pictures of the cohort whose labels are permuted.
// Errors: of load_map and fit.
PermutedHead with_permuted_labels(Classifier& classifier, const PreparedCohort& cohort,
                                  const std::vector<size_t>& entries, uint64_t seed,
                                  Progress& progress);

}  // namespace myolens
