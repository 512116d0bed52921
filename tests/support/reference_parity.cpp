#include "tests/support/reference_parity.h"

#include "myolens/backbones/catalogue.h"
#include "myolens/engine/forward.h"
#include "myolens/engine/trainable_tail.h"
#include "tests/support/reference_fill.h"

namespace myolens {
namespace {

constexpr int kThreads = 2;

// The whole network with its ImageNet top; outputs: logits, pooled features.
struct WholeNetwork {
  Graph graph;
  Subgraph part;
};

WholeNetwork whole_network(const std::string& model, int input_size) {
  Graph graph =
      build_backbone(find_backbone(model), {.input_size = input_size, .include_top = true});
  const LayerId pooled = graph.layer(graph.output()).inputs[0];
  Subgraph part = subgraph_between(graph, {graph.find("input_layer")}, {graph.output(), pooled});
  return {std::move(graph), std::move(part)};
}

using Difference = double(const std::vector<float>&, const ReferenceValues&);

template <typename Reference>
std::vector<EngineParity> run_both(const WholeNetwork& network, const WeightSet& weights,
                                   const std::vector<float>& input, const Reference& reference,
                                   Difference* difference) {
  const size_t samples = reference.logits.rows.size();
  const auto compare = [&](const std::string& engine, const std::vector<SampleValues>& outputs) {
    return EngineParity{engine, difference(outputs[1], reference.pooled),
                        difference(outputs[0], reference.logits)};
  };
  ForwardEngine forward(network.graph, network.part, weights,
                        {.threads = kThreads, .batch = static_cast<int>(samples)});
  const auto tail = make_trainable_tail(network.graph, network.part, weights,
                                        {.trained = {}, .adam = {}, .threads = kThreads});
  return {compare("openvino", forward.run({input}, samples)),
          compare("libtorch", tail->forward({{input}, samples}))};
}

}  // namespace

std::vector<EngineParity> filled_parity(const NetworkReference& reference) {
  const WholeNetwork network = whole_network(reference.model, reference.input_size);
  const WeightSet weights = filled_weights(network.graph, {reference.seed, reference.kernel_gain});
  return run_both(network, weights,
                  filled_input(reference.seed, reference.logits.rows.size(), reference.input_size,
                               reference.input_scale, reference.input_offset),
                  reference, relative_difference);
}

std::vector<EngineParity> real_parity(const RealReference& reference, const WeightSet& weights) {
  const int input_size = find_backbone(reference.model).input_size;
  const WholeNetwork network = whole_network(reference.model, input_size);
  check_weights(weights, network.graph, "the weight store");
  return run_both(network, weights, filled_input(reference.seed, 1, input_size), reference,
                  largest_difference);
}

}  // namespace myolens
