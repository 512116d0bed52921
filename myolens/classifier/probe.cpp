#include "myolens/classifier/probe.h"

#include <algorithm>

#include "myolens/backbones/catalogue.h"
#include "myolens/base/error.h"
#include "myolens/classifier/network_input.h"
#include "myolens/classifier/stored_weights.h"
#include "myolens/engine/forward.h"
#include "myolens/engine/softmax.h"

namespace myolens {

std::vector<ClassProbability> probe_imagenet(const StoreEntry& entry, const WeightSet& weights,
                                             const Picture& photo, size_t count, int threads) {
  if (!entry.has_top) {
    throw Error(ErrorCode::kBadData,
                "the weights " + entry.name + " (" + entry.origin +
                    ") have no ImageNet top, so they name no classes; run `myolens weights fetch " +
                    entry.backbone + " --official --replace` for a file with its top");
  }
  const Backbone& backbone = find_backbone(entry.backbone);
  const Graph graph = graph_of(entry);
  check_weights(weights, graph, "the weights " + entry.name);
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
