#include "myolens/experiment/unknowing_heads.h"

#include <algorithm>

#include "myolens/base/random.h"
#include "myolens/experiment/procedure.h"
#include "myolens/explain/evidence.h"

namespace myolens {
namespace {

constexpr size_t kChunk = 32;  // maps in memory at a time

struct HeadInputs {
  std::vector<float> pooled;
  std::vector<float> clinical;  // empty where the network reads none
};

// Row by row.
HeadInputs head_inputs(Classifier& classifier, const PreparedCohort& cohort,
                       const std::vector<size_t>& entries, Progress& progress) {
  const ClassifierGraph& network = classifier.network();
  const Shape& shape = network.graph.layer(network.head.features).output;
  HeadInputs inputs;
  progress.begin("features of the training part", entries.size());
  for (size_t first = 0; first < entries.size(); first += kChunk) {
    std::vector<Picture> pictures;
    const size_t known = inputs.clinical.size();
    for (size_t i = first; i < std::min(first + kChunk, entries.size()); ++i) {
      PreparedMap map = load_map(cohort, entries[i]);
      pictures.push_back({std::move(map.image), std::move(map.deep)});
      const auto encoded =
          classifier.bundle().clinical.encode(cohort.cohort.entries[entries[i]].attributes);
      inputs.clinical.insert(inputs.clinical.end(), encoded.values.begin(), encoded.values.end());
    }
    for (const Prediction& prediction :
         classifier.predict(pictures, std::span(inputs.clinical).subspan(known))) {
      const std::vector<float> pooled = pooled_features(shape, prediction.features);
      inputs.pooled.insert(inputs.pooled.end(), pooled.begin(), pooled.end());
    }
    progress.advance(pictures.size());
  }
  progress.end();
  return inputs;
}

TrainingSettings warm_up_settings(const ModelBundle& bundle, uint64_t seed) {
  TrainingSettings settings;
  settings.head = bundle.head;
  settings.seed = seed;
  return settings;
}

}  // namespace

WeightSet with_random_head(const ModelBundle& bundle, uint64_t seed) {
  return plan_network(bundle, Strategy::kWarmUpOnly, warm_up_settings(bundle, seed)).start;
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
  const PlannedNetwork planned = plan_network(classifier.bundle(), Strategy::kWarmUpOnly, settings);
  std::vector<int> labels;
  for (const size_t entry : entries)
    labels.push_back(cohort.cohort.entries[entry].label == cohort.cohort.positive_label ? 0 : 1);
  RandomStream random(seed, "permuted labels");
  random.shuffle(labels);
  HeadInputs inputs = head_inputs(classifier, cohort, entries, progress);
  std::vector<LayerId> layers{planned.network.head.pooled};
  std::vector<std::vector<float>> values{std::move(inputs.pooled)};
  if (planned.network.head.clinical) {
    layers.push_back(planned.network.head.clinical->input);
    values.push_back(std::move(inputs.clinical));
  }
  const MemoryFeatures features(std::move(layers), std::move(values), entries.size());
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
