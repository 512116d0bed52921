#include "myolens/experiment/unknowing_heads.h"

#include <algorithm>

#include "myolens/base/random.h"
#include "myolens/experiment/procedure.h"

namespace myolens {
namespace {

constexpr size_t kChunk = 32;  // maps in memory at a time

void append_mean(const Shape& shape, const std::vector<float>& features,
                 std::vector<float>& values) {
  const auto channels = static_cast<size_t>(shape[2]);
  std::vector<double> sums(channels, 0.0);
  for (size_t i = 0; i < features.size(); ++i) sums[i % channels] += double{features[i]};
  for (const double sum : sums)
    values.push_back(static_cast<float>(sum / static_cast<double>(shape[0] * shape[1])));
}

// Pooled features of the pictures, row by row.
std::vector<float> pooled_features(Classifier& classifier, const PreparedCohort& cohort,
                                   const std::vector<size_t>& entries, Progress& progress) {
  const ClassifierGraph& network = classifier.network();
  const Shape& shape = network.graph.layer(network.head.features).output;
  std::vector<float> values;
  progress.begin("features of the training part", entries.size());
  for (size_t first = 0; first < entries.size(); first += kChunk) {
    std::vector<Picture> pictures;
    for (size_t i = first; i < std::min(first + kChunk, entries.size()); ++i) {
      PreparedMap map = load_map(cohort, entries[i]);
      pictures.push_back({std::move(map.image), std::move(map.deep)});
    }
    for (const Prediction& prediction : classifier.predict(pictures))
      append_mean(shape, prediction.features, values);
    progress.advance(pictures.size());
  }
  progress.end();
  return values;
}

PlannedNetwork planned_warm_up(const ModelBundle& bundle, const TrainingSettings& settings) {
  return plan_network(bundle, Strategy::kWarmUpOnly, settings);
}

TrainingSettings warm_up_settings(const ModelBundle& bundle, uint64_t seed) {
  TrainingSettings settings;
  settings.head = bundle.head;
  settings.seed = seed;
  return settings;
}

}  // namespace

WeightSet with_random_head(const ModelBundle& bundle, uint64_t seed) {
  return planned_warm_up(bundle, warm_up_settings(bundle, seed)).start;
}

ModelBundle with_random_weights(const ModelBundle& bundle, uint64_t seed) {
  ModelBundle random = bundle;
  random.weights = initial_weights(build_classifier_graph(bundle).graph, seed);
  return random;
}

PermutedHead with_permuted_labels(Classifier& classifier, const PreparedCohort& cohort,
                                  const std::vector<size_t>& entries, uint64_t seed,
                                  Progress& progress) {
  const TrainingSettings settings = warm_up_settings(classifier.bundle(), seed);
  const PlannedNetwork planned = planned_warm_up(classifier.bundle(), settings);
  std::vector<int> labels;
  for (const size_t entry : entries)
    labels.push_back(cohort.cohort.entries[entry].label == cohort.cohort.positive_label ? 0 : 1);
  RandomStream random(seed, "permuted labels");
  random.shuffle(labels);
  const MemoryFeatures features({planned.network.head.pooled},
                                {pooled_features(classifier, cohort, entries, progress)},
                                entries.size());
  const FitTask task{planned.network, planned.start, planned.plans, features, labels, 1, settings};
  FitParts parts;
  for (size_t sample = 0; sample < entries.size(); ++sample) parts.training.push_back(sample);
  SilentProgress silent;
  const FitResult fitted = fit(task, parts, {"permuted labels", {}}, silent);
  PermutedHead head;
  head.weights = planned.start;
  head.weights.update(fitted.weights);
  head.fitted_share = fitted.stages.back().history.back().training_accuracy.value_or(0);
  return head;
}

}  // namespace myolens
