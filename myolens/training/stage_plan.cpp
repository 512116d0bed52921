#include "myolens/training/stage_plan.h"

#include <algorithm>
#include <cmath>

namespace myolens {
namespace {

std::vector<LayerId> head_layers(const ClassifierGraph& network) {
  std::vector<LayerId> layers;
  for (LayerId id = network.head.pooled + 1; id < network.graph.size(); ++id) layers.push_back(id);
  return layers;
}

void train_layer(const ClassifierGraph& network, const TrainedLayer& trained, StagePlan& plan) {
  plan.trained.push_back(trained);
  plan.parameters += trainable_parameters(network.graph.layer(trained.layer));
}

void train_head(const ClassifierGraph& network, const TrainingSettings& settings, StagePlan& plan) {
  for (const LayerId id : network.head.dense) {
    train_layer(network, {.layer = id, .l2 = settings.head_l2}, plan);
  }
}

bool is_trained(const Layer& layer, const TrainingSettings& settings) {
  return trainable_parameters(layer) > 0 &&
         (settings.train_batch_norm ||
          !std::holds_alternative<BatchNormalization>(layer.operation));
}

}  // namespace

StagePlan plan_warm_up(const ClassifierGraph& network, const TrainingSettings& settings) {
  StagePlan plan{.tail = part_above(network.graph, head_layers(network)), .trained = {}};
  train_head(network, settings, plan);
  return plan;
}

StagePlan plan_fine_tuning(const ClassifierGraph& network, const FineTuningRange& range,
                           const TrainingSettings& settings) {
  std::vector<LayerId> above = head_layers(network);
  above.push_back(network.head.pooled);
  const auto first = std::ranges::find(range.layers, range.first_trained);
  above.insert(above.end(), first, range.layers.end());
  StagePlan plan{.tail = part_above(network.graph, above), .trained = {}};
  train_head(network, settings, plan);
  double rate_factor = 1.0;
  for (auto id = range.layers.end(); id != first;) {
    if (!is_trained(network.graph.layer(*--id), settings)) continue;
    rate_factor *= settings.rate_decay;
    train_layer(network, {.layer = *id, .rate_factor = rate_factor}, plan);
  }
  return plan;
}

}  // namespace myolens
