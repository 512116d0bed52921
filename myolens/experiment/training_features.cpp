#include "myolens/experiment/training_features.h"

namespace myolens {
std::unique_ptr<FeatureSource> open_training_features(
    const ModelBundle& bundle, const PreparedCohort& prepared, const TrainingData& data,
    const ProcedureSettings& settings, const FeatureCacheSettings& cache, Progress& progress) {
  const TrainingSettings& training = settings.training;
  const size_t rows_per_sample = training.augmentation.variants + 1;
  FeatureRows rows;
  for (const InputChecksum& picture : data.checksums) {
    rows.keys.push_back(picture.sha256);
  }
  rows.load = [&prepared, &data, rows_per_sample](size_t row) {
    const size_t sample = row / rows_per_sample;
    PreparedMap map = load_map(prepared, data.entries[sample]);
    return Picture{std::move(map.image), std::move(map.deep)};
  };
  return open_frozen_features(bundle, build_classifier_graph(bundle).graph,
                              feature_layers(bundle, settings), std::move(rows), cache,
                              training.threads, progress);
}

}  // namespace myolens
