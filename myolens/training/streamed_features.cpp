#include "myolens/training/streamed_features.h"

#include <algorithm>

#include "myolens/base/parallel.h"
#include "myolens/classifier/network_input.h"
#include "myolens/training/bfloat16_rows.h"

namespace myolens {
namespace {

std::vector<float> network_inputs(const FrozenNetwork& network, std::span<const size_t> wanted) {
  const Layer& input = network.graph.layer(network.graph.find("input_layer"));
  const auto values = static_cast<size_t>(element_count(input.output));
  std::vector<float> inputs(wanted.size() * values);
  parallel_for(wanted.size(), static_cast<size_t>(network.engine.threads), [&](size_t i) {
    std::ranges::copy(network_input(network.rows.load(wanted[i]), network.bundle.input_size,
                                    network.bundle.preprocessing),
                      inputs.begin() + static_cast<std::ptrdiff_t>(i * values));
  });
  return inputs;
}

}  // namespace

bool is_network_input(const Graph& graph, const std::vector<LayerId>& layers) {
  return layers.size() == 1 && graph.layer(layers[0]).inputs.empty();
}

StreamedFeatures::StreamedFeatures(std::shared_ptr<const FrozenNetwork> network,
                                   std::vector<LayerId> layers, FeatureWay way)
    : PackedFeatures(FeatureLayout(network->graph, std::move(layers), network->engine.precision),
                     network->rows.keys.size()),
      network_(std::move(network)),
      way_(std::move(way)) {}

StreamedFeatures::~StreamedFeatures() = default;

std::vector<float> StreamedFeatures::packed_rows(std::span<const size_t> wanted) const {
  std::vector<std::vector<float>> inputs;
  if (!way_.layers.empty()) {
    inputs = way_.source->gather(way_.layers, wanted);
  } else {
    inputs.push_back(network_inputs(*network_, wanted));
  }
  if (is_network_input(network_->graph, layout().layers())) return std::move(inputs[0]);
  std::vector<SampleValues> outputs;
  {
    const std::lock_guard guard(mutex_);
    if (!engine_) {
      const Graph& graph = network_->graph;
      const std::vector<LayerId> picture{graph.find("input_layer")};
      const Subgraph part =
          subgraph_between(graph, way_.layers.empty() ? picture : way_.layers, layout().layers());
      engine_ =
          std::make_unique<ForwardEngine>(graph, part, network_->bundle.weights, network_->engine);
    }
    outputs = engine_->run({inputs.begin(), inputs.end()}, wanted.size());
  }
  if (layout().is_bfloat16()) {
    for (SampleValues& values : outputs) round_to_bfloat16(values);
  }
  if (outputs.size() == 1) return std::move(outputs[0]);
  std::vector<float> rows;
  rows.reserve(wanted.size() * layout().row_values());
  for (size_t row = 0; row < wanted.size(); ++row) {
    for (const SampleValues& values : outputs) {
      const size_t size = values.size() / wanted.size();
      const auto first = values.begin() + static_cast<std::ptrdiff_t>(row * size);
      rows.insert(rows.end(), first, first + static_cast<std::ptrdiff_t>(size));
    }
  }
  return rows;
}

}  // namespace myolens
