#include "myolens/training/stage_plan.h"

#include <algorithm>
#include <cmath>

#include "myolens/base/error.h"

namespace myolens {
namespace {

bool is_trained(const Layer& layer, const StageRecipe& recipe) {
  return trainable_parameters(layer) > 0 &&
         (recipe.train_batch_norm || !std::holds_alternative<BatchNormalization>(layer.operation));
}

// Layers of the backbone above the recipe's cut, in Keras's order.
std::vector<LayerId> layers_above_cut(const Graph& backbone, const StageRecipe& recipe,
                                      const TrainingSettings& settings) {
  switch (recipe.part) {
    case TrainedPart::kHead:
      return {};
    case TrainedPart::kTopLayers: {
      const FineTuningRange range = fine_tuning_range(backbone, settings.cut);
      return {std::ranges::find(range.layers, range.first_trained), range.layers.end()};
    }
    case TrainedPart::kAboveFrozenShare: {
      const std::vector<LayerId> order = backbone.keras_order();
      const double frozen = kFrozenShare * static_cast<double>(order.size());
      return {order.begin() + static_cast<std::ptrdiff_t>(std::lround(frozen)), order.end()};
    }
    case TrainedPart::kAll: {
      std::vector<LayerId> layers = backbone.keras_order();
      std::erase_if(layers, [&](LayerId id) { return backbone.layer(id).inputs.empty(); });
      return layers;
    }
  }
  throw Error(ErrorCode::kInternal, "a part to train without a cut");
}

}  // namespace

StagePlan plan_stage(const ClassifierGraph& network, const Graph& backbone,
                     const StageRecipe& recipe, const TrainingSettings& settings) {
  const Graph& graph = network.graph;
  std::vector<LayerId> above = layers_above_cut(backbone, recipe, settings);
  StagePlan plan;
  plan.recipe = recipe;
  const auto train = [&](const TrainedLayer& trained) {
    plan.trained.push_back(trained);
    plan.parameters += trainable_parameters(graph.layer(trained.layer));
  };
  for (const LayerId id : network.head.with_weights()) train({.layer = id, .l2 = settings.head_l2});
  const double decay = recipe.part == TrainedPart::kTopLayers ? settings.rate_decay : 1.0;
  double rate_factor = 1.0;
  LayerId lowest = network.head.dense[0];
  for (auto id = above.rbegin(); id != above.rend(); ++id) {
    if (!is_trained(graph.layer(*id), recipe)) continue;
    rate_factor *= decay;
    train({.layer = *id, .rate_factor = rate_factor});
    lowest = *id;
  }
  plan.first_trained = graph.layer(lowest).name;
  const bool pool_inside = !above.empty();
  for (LayerId id = network.head.pooled; id < graph.size(); ++id) {
    const bool given = graph.layer(id).inputs.empty() ||  // the clinical values
                       (id == network.head.pooled && !pool_inside);
    if (!given) above.push_back(id);
  }
  plan.tail = part_above(graph, above);
  return plan;
}

std::vector<StagePlan> plan_stages(const ClassifierGraph& network, const Graph& backbone,
                                   Strategy strategy, const TrainingSettings& settings) {
  std::vector<StagePlan> plans;
  for (const StageRecipe& recipe : stage_recipes(strategy, settings))
    plans.push_back(plan_stage(network, backbone, recipe, settings));
  return plans;
}

std::vector<LayerId> live_layers(const std::vector<StagePlan>& plans) {
  std::vector<LayerId> layers;
  for (const StagePlan& plan : plans)
    layers.insert(layers.end(), plan.tail.inputs.begin(), plan.tail.inputs.end());
  std::ranges::sort(layers);
  const auto repeated = std::ranges::unique(layers);
  layers.erase(repeated.begin(), repeated.end());
  return layers;
}

}  // namespace myolens
