#include "myolens/graph/cut.h"

#include <algorithm>

#include "myolens/base/error.h"

namespace myolens {
namespace {

bool can_be_first(const Layer& layer) {
  return trainable_parameters(layer) > 0 &&
         !std::holds_alternative<BatchNormalization>(layer.operation);
}

std::string topmost_hint(const Graph& backbone, const std::vector<LayerId>& order) {
  int64_t parameters = 0;
  for (size_t i = order.size(); i-- > 0;) {
    const Layer& layer = backbone.layer(order[i]);
    parameters += layer.parameters();
    if (!can_be_first(layer)) continue;
    return "; the topmost other layer with weights is " + layer.name + ", number " +
           std::to_string(order.size() - i) + " from the top of " + std::to_string(order.size()) +
           ", with which the top holds " + std::to_string(parameters) + " of " +
           std::to_string(backbone.parameters()) + " parameters";
  }
  return "";
}

// How many layers from the top a rule takes.
struct LayersTaken {
  const Graph& backbone;
  const std::vector<LayerId>& order;

  size_t operator()(const BelowOneThird&) const {
    const auto all_layers = static_cast<int64_t>(order.size());
    const int64_t all_parameters = backbone.parameters();
    return while_fits([&](int64_t layers, int64_t parameters) {
      return 3 * layers < all_layers && 3 * parameters < all_parameters;
    });
  }
  size_t operator()(const FromLayer& from) const {
    const LayerId id = backbone.find(from.name);
    if (!can_be_first(backbone.layer(id))) {
      throw Error(ErrorCode::kInvalidArgument,
                  "fine-tuning cannot start at " + from.name + ", a " +
                      std::string(type_name(backbone.layer(id).operation)) +
                      "; name a layer with weights that is not batch normalisation");
    }
    return static_cast<size_t>(order.end() - std::ranges::find(order, id));
  }
  size_t operator()(const TopLayers& top) const {
    if (top.count < 1 || top.count > static_cast<int64_t>(order.size())) {
      throw Error(ErrorCode::kInvalidArgument,
                  "fine-tuning can take 1 to " + std::to_string(order.size()) +
                      " layers of this network, not " + std::to_string(top.count));
    }
    return static_cast<size_t>(top.count);
  }
  size_t operator()(const TopParameters& top) const {
    if (!(top.share > 0.0 && top.share <= 1.0)) {
      throw Error(ErrorCode::kInvalidArgument,
                  "the share of parameters to fine-tune must lie in (0, 1], not " +
                      std::to_string(top.share));
    }
    const double most = top.share * static_cast<double>(backbone.parameters());
    return while_fits(
        [&](int64_t, int64_t parameters) { return static_cast<double>(parameters) <= most; });
  }

  template <typename Fits>
  size_t while_fits(const Fits& fits) const {
    size_t layers = 0;
    int64_t parameters = 0;
    while (layers < order.size()) {
      parameters += backbone.layer(order[order.size() - 1 - layers]).parameters();
      if (!fits(static_cast<int64_t>(layers) + 1, parameters)) break;
      ++layers;
    }
    return layers;
  }
};

}  // namespace

Subgraph subgraph_between(const Graph& graph, std::vector<LayerId> inputs,
                          std::vector<LayerId> outputs) {
  std::vector<bool> given(graph.size(), false);
  for (const LayerId id : inputs) given[id] = true;
  std::vector<bool> needed(graph.size(), false);
  for (const LayerId id : outputs) needed[id] = !given[id];
  for (LayerId id = graph.size(); id-- > 0;) {
    if (!needed[id]) continue;
    const Layer& layer = graph.layer(id);
    if (layer.inputs.empty()) {
      throw Error(ErrorCode::kInvalidArgument,
                  "the layers given do not cover the network's input " + layer.name);
    }
    for (const LayerId input : layer.inputs) needed[input] = !given[input];
  }
  Subgraph part{std::move(inputs), {}, std::move(outputs)};
  for (LayerId id = 0; id < graph.size(); ++id) {
    if (needed[id]) part.layers.push_back(id);
  }
  return part;
}

Subgraph part_above(const Graph& graph, const std::vector<LayerId>& above) {
  std::vector<bool> inside(graph.size(), false);
  for (const LayerId id : above) inside[id] = true;
  std::vector<LayerId> inputs;
  for (const LayerId id : above) {
    for (const LayerId input : graph.layer(id).inputs) {
      if (!inside[input] && std::ranges::find(inputs, input) == inputs.end())
        inputs.push_back(input);
    }
  }
  std::ranges::sort(inputs);
  return subgraph_between(graph, std::move(inputs), {graph.output()});
}

FineTuningRange fine_tuning_range(const Graph& backbone, const CutRule& rule) {
  const std::vector<LayerId> order = backbone.keras_order();
  const auto count = static_cast<std::ptrdiff_t>(std::visit(LayersTaken{backbone, order}, rule));
  FineTuningRange range;
  range.layers.assign(order.end() - count, order.end());
  for (const LayerId id : range.layers) range.parameters += backbone.layer(id).parameters();
  const auto first = std::ranges::find_if(
      range.layers, [&](LayerId id) { return can_be_first(backbone.layer(id)); });
  if (first == range.layers.end()) {
    throw Error(ErrorCode::kInvalidArgument,
                "the cut leaves nothing to train: the top " + std::to_string(count) +
                    " layers that it allows have no weights but batch normalisation's" +
                    topmost_hint(backbone, order));
  }
  range.first_trained = *first;
  return range;
}

bool has_gradient(std::string_view variable) {
  return !variable.starts_with("moving_") && variable != "mean" && variable != "variance" &&
         variable != "count";
}

int64_t trainable_parameters(const Layer& layer) {
  int64_t sum = 0;
  for (const WeightSpec& spec : layer.weights) {
    if (has_gradient(spec.variable)) sum += element_count(spec.shape);
  }
  return sum;
}

}  // namespace myolens
