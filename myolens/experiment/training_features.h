// The features of a training's pictures and of their augmented variants.
#pragma once

#include <memory>

#include "myolens/experiment/procedure.h"
#include "myolens/training/frozen_features.h"

namespace myolens {

// Sample i has the rows i * (variants + 1) and those behind it, the first without augmentation.
// `prepared` and `data` must outlive the result. Errors: as open_frozen_features.
std::unique_ptr<FeatureSource> open_training_features(
    const ModelBundle& bundle, const PreparedCohort& prepared, const TrainingData& data,
    const ProcedureSettings& settings, const FeatureCacheSettings& cache, Progress& progress);

}  // namespace myolens
