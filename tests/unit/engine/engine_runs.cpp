#include "tests/unit/engine/engine_runs.h"

#include "myolens/engine/forward.h"
#include "myolens/engine/trainable_tail.h"

namespace myolens {

std::vector<EngineRun> run_in_both_engines(const Graph& graph, const WeightSet& weights,
                                           const std::vector<float>& input, size_t samples) {
  const Subgraph whole = subgraph_between(graph, {0}, {graph.output()});
  ForwardEngine forward(graph, whole, weights, {});
  const auto tail = make_trainable_tail(graph, whole, weights, {});
  return {{"openvino", forward.run({input}, samples)[0]},
          {"libtorch", tail->forward({{input}, samples})[0]}};
}

}  // namespace myolens
