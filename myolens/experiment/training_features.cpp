#include "myolens/experiment/training_features.h"

#include "myolens/base/number_text.h"
#include "myolens/base/random.h"

namespace myolens {
namespace {

std::string description_of(const AugmentationLimits& limits) {
  std::string text;
  for (const double limit : {limits.rotation_degrees, limits.shift, limits.scale, limits.window,
                             limits.gamma, limits.noise_deviation, limits.noise_length})
    text += " " + exact_text(limit);
  return text;
}

// What is drawn for one variant of one picture. The draws follow from the picture, not from its
// place in the cohort.
struct DrawnVariant {
  Augmentation augmentation;
  uint64_t noise_seed = 0;
};

DrawnVariant draw_variant(const AugmentationSettings& settings, uint64_t seed,
                          const std::string& checksum, size_t variant) {
  RandomStream random(seed, "variant " + std::to_string(variant) + " of " + checksum);
  DrawnVariant drawn;
  drawn.augmentation = draw_augmentation(settings.limits, random);
  drawn.noise_seed = random.next();
  return drawn;
}

}  // namespace

std::unique_ptr<FeatureSource> open_training_features(
    const ModelBundle& bundle, const PreparedCohort& prepared, const TrainingData& data,
    const ProcedureSettings& settings, const FeatureCacheSettings& cache, Progress& progress) {
  const TrainingSettings& training = settings.training;
  const size_t rows_per_sample = training.augmentation.variants + 1;
  FeatureRows rows;
  for (const InputChecksum& picture : data.checksums) {
    rows.keys.push_back(picture.sha256);
    for (size_t variant = 1; variant < rows_per_sample; ++variant) {
      rows.keys.push_back(picture.sha256 + " variant " + std::to_string(variant) + " seed " +
                          std::to_string(training.seed) + " limits" +
                          description_of(training.augmentation.limits));
    }
  }
  rows.load = [&prepared, &data, &training, rows_per_sample](size_t row) {
    const size_t sample = row / rows_per_sample;
    const size_t variant = row % rows_per_sample;
    PreparedMap map = load_map(prepared, data.entries[sample]);
    if (variant > 0) {
      const DrawnVariant drawn = draw_variant(training.augmentation, training.seed,
                                              data.checksums[sample].sha256, variant);
      map = augmented(map, drawn.augmentation, drawn.noise_seed);
    }
    return Picture{std::move(map.image), std::move(map.deep)};
  };
  return open_frozen_features(
      bundle, build_classifier_graph(bundle).graph,
      {feature_layers(bundle, settings), usual_cut(bundle)}, std::move(rows), cache,
      {.threads = training.threads, .precision = training.precision}, progress);
}

}  // namespace myolens
