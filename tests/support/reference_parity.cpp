#include "tests/support/reference_parity.h"

#include <optional>

#include "myolens/backbones/catalogue.h"
#include "myolens/engine/forward.h"
#include "myolens/engine/trainable_tail.h"
#include "myolens/weights/fit.h"
#include "tests/support/reference_fill.h"

namespace myolens {
namespace {

constexpr int kThreads = 2;
constexpr double kFarOff = 1e-3;  // standard deviations; other weights, not rounding

// Outputs: the last feature layer and, with top, the logits.
struct Network {
  Graph graph;
  Subgraph part;
};

Network network_of(Graph graph, const std::string& feature_layer) {
  std::vector<LayerId> outputs{graph.find(feature_layer)};
  if (outputs[0] != graph.output()) outputs.push_back(graph.output());
  Subgraph part = subgraph_between(graph, {graph.find("input_layer")}, outputs);
  return {std::move(graph), std::move(part)};
}

std::vector<float> mean_over_space(const SampleValues& maps, const Shape& shape, size_t samples) {
  const auto area = static_cast<size_t>(shape[0] * shape[1]);
  const auto channels = static_cast<size_t>(shape[2]);
  std::vector<float> means(samples * channels);
  for (size_t i = 0; i < means.size(); ++i) {
    const float* first = maps.data() + i / channels * area * channels + i % channels;
    double sum = 0.0;
    for (size_t pixel = 0; pixel < area; ++pixel) sum += first[pixel * channels];
    means[i] = static_cast<float>(sum / static_cast<double>(area));
  }
  return means;
}

// A network without top has no logits to compare.
template <typename Reference>
std::vector<EngineParity> run_both(const Network& network, const WeightSet& weights,
                                   const std::vector<float>& input, const Reference& reference) {
  const size_t samples = reference.pooled.rows.size();
  const Shape& maps = network.graph.layer(network.part.outputs[0]).output;
  const auto compare = [&](const std::string& engine, const std::vector<SampleValues>& outputs) {
    return EngineParity{
        engine, relative_difference(mean_over_space(outputs[0], maps, samples), reference.pooled),
        outputs.size() > 1 ? relative_difference(outputs[1], reference.logits) : 0.0};
  };
  std::vector<EngineParity> result;
  {
    ForwardEngine forward(network.graph, network.part, weights,
                          {.threads = kThreads, .batch = static_cast<int>(samples)});
    result.push_back(compare("openvino", forward.run({input}, samples)));
  }
  const auto tail = make_trainable_tail(network.graph, network.part, weights,
                                        {.trained = {}, .optimiser = {}, .threads = kThreads});
  result.push_back(compare("libtorch", tail->forward({{input}, samples})));
  return result;
}

std::optional<std::string> normalization_layer(const Graph& graph) {
  for (const LayerId id : graph.keras_order()) {
    const Layer& layer = graph.layer(id);
    if (std::holds_alternative<Normalization>(layer.operation)) return layer.name;
  }
  return std::nullopt;
}

}  // namespace

std::vector<EngineParity> filled_parity(const NetworkReference& reference, const Graph& graph,
                                        const WeightSet& weights) {
  return run_both(network_of(graph, reference.last_feature_layer), weights,
                  filled_input(reference.seed, reference.logits.rows.size(), reference.input_size,
                               reference.input_scale, reference.input_offset),
                  reference);
}

std::vector<EngineParity> filled_parity(const NetworkReference& reference) {
  const Graph graph = build_backbone(find_backbone(reference.model),
                                     {.input_size = reference.input_size, .include_top = true});
  WeightSet weights = filled_weights(graph, {reference.seed, reference.kernel_gain});
  std::vector<EngineParity> result = filled_parity(reference, graph, weights);
  const std::optional<std::string> normalization = normalization_layer(graph);
  if (!normalization) return result;
  for (EngineParity& parity : result) parity.normalization = "filled";
  if (reference.normalization_applied || result[0].logit_difference < kFarOff) return result;
  weights.set(*normalization, "mean", make_tensor({3}, {0, 0, 0}));
  weights.set(*normalization, "variance", make_tensor({3}, {1, 1, 1}));
  result = filled_parity(reference, graph, weights);
  for (EngineParity& parity : result) parity.normalization = "0 and 1";
  return result;
}

FileParity file_parity(const NetworkReference& reference,
                       const std::filesystem::path& weight_file) {
  const WeightFile file = read_weight_file(weight_file);
  const Backbone& backbone = find_backbone(reference.model);
  const std::vector<Graph> graphs{
      build_backbone(backbone, {.input_size = reference.input_size}),
      build_backbone(backbone, {.input_size = reference.input_size, .include_top = true})};
  const FittedWeights fitted = fit_weights(file, graphs);
  return {std::string(name_of(file.format)), fitted.how, fitted.graph == 1,
          filled_parity(reference, graphs[fitted.graph], fitted.weights)};
}

std::vector<EngineParity> real_parity(const RealReference& reference, const WeightSet& weights) {
  const Backbone& backbone = find_backbone(reference.model);
  Graph bare = build_backbone(backbone, {.input_size = backbone.input_size});
  const std::string feature_layer = bare.layer(bare.output()).name;
  const bool with_top = !reference.logits.rows.empty();
  Graph graph =
      with_top ? build_backbone(backbone, {.input_size = backbone.input_size, .include_top = true})
               : std::move(bare);
  check_weights(weights, graph, "the weight store");
  return run_both(network_of(std::move(graph), feature_layer), weights,
                  filled_input(reference.seed, 1, backbone.input_size), reference);
}

}  // namespace myolens
