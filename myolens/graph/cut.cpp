#include "myolens/graph/cut.h"

#include <algorithm>

#include "myolens/base/error.h"

namespace myolens {

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

FineTuningRange one_third_range(const Graph& backbone) {
  const std::vector<LayerId> order = backbone.keras_order();
  const int64_t all_layers = static_cast<int64_t>(order.size());
  const int64_t all_parameters = backbone.parameters();
  FineTuningRange range;
  for (auto id = order.rbegin(); id != order.rend(); ++id) {
    const int64_t layers = static_cast<int64_t>(range.layers.size()) + 1;
    const int64_t parameters = range.parameters + backbone.layer(*id).parameters();
    if (3 * layers >= all_layers || 3 * parameters >= all_parameters) break;
    range.layers.push_back(*id);
    range.parameters = parameters;
  }
  std::ranges::reverse(range.layers);
  const auto first = std::ranges::find_if(range.layers, [&](LayerId id) {
    const Layer& layer = backbone.layer(id);
    return !layer.weights.empty() && !std::holds_alternative<BatchNormalization>(layer.operation);
  });
  if (first == range.layers.end()) {
    throw Error(ErrorCode::kInvalidArgument,
                "no layer with weights fits below one third of this network");
  }
  range.first_trained = *first;
  return range;
}

}  // namespace myolens
