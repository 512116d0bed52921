#include "myolens/classifier/probe.h"

#include <algorithm>

#include "myolens/classifier/network_input.h"
#include "myolens/engine/forward.h"
#include "myolens/engine/softmax.h"

namespace myolens {

std::vector<ClassProbability> probe_imagenet(const Backbone& backbone, const WeightSet& weights,
                                             const Image& photo, size_t count, int threads) {
  const Graph graph =
      build_backbone(backbone, {.input_size = backbone.input_size, .include_top = true});
  check_weights(weights, graph, "the weights of " + std::string(backbone.name));
  const Subgraph whole = subgraph_between(graph, {graph.find("input_layer")}, {graph.output()});
  const auto input = network_input(photo, backbone.input_size, backbone.preprocessing);
  ForwardEngine engine(graph, whole, weights, {.threads = threads, .batch = 1});
  const std::vector<float> logits = engine.run({input}, 1)[0];
  const std::vector<float> probabilities = softmax_rows(logits, logits.size());
  std::vector<ClassProbability> classes;
  for (size_t i = 0; i < probabilities.size(); ++i) classes.push_back({i, probabilities[i]});
  std::ranges::stable_sort(classes, std::greater<>(), &ClassProbability::probability);
  classes.resize(std::min(count, classes.size()));
  return classes;
}

}  // namespace myolens
