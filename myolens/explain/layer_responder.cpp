#include "myolens/explain/layer_responder.h"

#include <algorithm>

#include "myolens/base/error.h"

namespace myolens {
namespace {

bool has_cells(const Layer& layer) {
  return layer.output.size() == 3 && layer.output[0] * layer.output[1] > 1;
}

bool is_spatial(const Layer& layer) {
  return has_cells(layer) && !std::holds_alternative<InputLayer>(layer.operation);
}

std::vector<std::string> spatial_layers_of(const Graph& graph) {
  std::vector<std::string> names;
  for (LayerId id = 0; id < graph.size(); ++id) {
    if (is_spatial(graph.layer(id))) names.push_back(graph.layer(id).name);
  }
  return names;
}

// Layers whose values change with those of `layer`, itself left out.
std::vector<LayerId> dependents(const Graph& graph, LayerId layer) {
  std::vector<bool> depends(graph.size(), false);
  depends[layer] = true;
  std::vector<LayerId> result;
  for (LayerId id = layer + 1; id < graph.size(); ++id) {
    depends[id] =
        std::ranges::any_of(graph.layer(id).inputs, [&](LayerId input) { return depends[input]; });
    if (depends[id]) result.push_back(id);
  }
  return result;
}

}  // namespace

std::vector<std::string> spatial_layers(const ClassifierGraph& network) {
  return spatial_layers_of(network.graph);
}

LayerId LayerResponder::find_spatial_layer(const Graph& graph, std::string_view layer) {
  const LayerId id = graph.find(layer);
  const Layer& found = graph.layer(id);
  if (is_spatial(found)) return id;
  throw Error(ErrorCode::kInvalidArgument,
              "layer " + found.name + " (" + std::string(type_name(found.operation)) + ", " +
                  to_string(found.output) +
                  (has_cells(found) ? ") is the picture itself" : ") has no cells to show") +
                  "; the last layer with a map is " + spatial_layers_of(graph).back());
}

LayerResponder::Cut LayerResponder::cut_at(const ClassifierGraph& network, LayerId layer) {
  Cut cut;
  cut.tail = part_above(network.graph, dependents(network.graph, layer));
  const auto place = std::ranges::find(cut.tail.inputs, layer);
  cut.input = static_cast<size_t>(place - cut.tail.inputs.begin());
  return cut;
}

LayerResponder::LayerResponder(const ClassifierGraph& network, const WeightSet& weights,
                               std::string_view layer, const ResponderOptions& options)
    : network_(network),
      weights_(weights),
      layer_(find_spatial_layer(network_.graph, layer)),
      cut_(cut_at(network_, layer_)),
      below_(network_.graph, subgraph_between(network_.graph, network_.inputs(), cut_.tail.inputs),
             weights_, {.threads = options.threads, .batch = 1}) {
  if (layer_ == network_.head.features) return;
  TailOptions tail_options;
  tail_options.threads = options.threads;
  tail_options.precision = options.precision;
  tail_ = make_trainable_tail(network_.graph, cut_.tail, weights_, tail_options);
}

LayerResponse LayerResponder::respond(std::span<const float> input, std::span<const double> target,
                                      std::span<const float> clinical) {
  std::vector<std::span<const float>> inputs{input};
  if (network_.head.clinical) inputs.push_back(clinical);
  std::vector<SampleValues> values = below_.run(inputs, 1);
  if (!tail_) return last_layer_response(network_, weights_, values[cut_.input], target, clinical);
  TailBatch batch;
  batch.inputs.assign(values.begin(), values.end());
  batch.samples = 1;
  LayerResponse response;
  response.shape = network_.graph.layer(layer_).output;
  response.gradient = std::move(tail_->input_gradient(batch, target)[cut_.input]);
  response.features = std::move(values[cut_.input]);
  response.cam_obstacle = "CAM is defined at the last feature layer, " +
                          network_.graph.layer(network_.head.features).name + ", and not at " +
                          network_.graph.layer(layer_).name + "; take grad-cam or hirescam";
  return response;
}

}  // namespace myolens
