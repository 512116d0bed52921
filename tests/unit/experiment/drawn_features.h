// Pooled features drawn at random in place of those of pictures, so that a procedure takes
// milliseconds.
#pragma once

#include <cmath>
#include <vector>

#include "myolens/backbones/catalogue.h"
#include "myolens/base/random.h"
#include "myolens/experiment/procedure.h"

namespace myolens {

// MobileNet from random values.
inline ModelBundle headless_bundle() {
  ModelBundle bundle;
  bundle.backbone = "mobilenet";
  bundle.input_size = 32;
  bundle.labels = {"CAD", "non-CAD"};
  bundle.weights_origin = "random";
  bundle.weights = initial_weights(build_backbone(bundle), 1);
  return bundle;
}

inline constexpr size_t kPooledFeatures = 1024;  // MobileNet's

// Normal noise, in which the first feature parts the classes by `distance`.
inline std::vector<float> drawn_features(const std::vector<int>& labels, double distance) {
  std::vector<float> values;
  for (size_t sample = 0; sample < labels.size(); ++sample) {
    RandomStream random(1, "features of sample " + std::to_string(sample));
    for (size_t i = 0; i < kPooledFeatures; ++i) {
      const double mean = i > 0 ? 0 : labels[sample] == 0 ? distance / 2 : -distance / 2;
      values.push_back(static_cast<float>(random.normal(mean, 1)));
    }
  }
  return values;
}

inline MemoryFeatures as_source(const ModelBundle& bundle, std::vector<float> values) {
  const LayerId pooled = build_classifier_graph(bundle).head.pooled;
  const size_t rows = values.size() / kPooledFeatures;
  return {{pooled}, {std::move(values)}, rows};
}

// A linear head, trained alone.
inline ProcedureSettings head_settings() {
  ProcedureSettings settings;
  settings.strategy = Strategy::kWarmUpOnly;
  settings.training.head = {{}, 0.0};
  settings.training.warm_up_epochs = 12;
  settings.training.a = 3;
  settings.training.batch_size = 8;
  return settings;
}

}  // namespace myolens
