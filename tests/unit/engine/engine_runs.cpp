#include "tests/unit/engine/engine_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>

#include "myolens/engine/forward.h"
#include "myolens/engine/trainable_tail.h"

namespace myolens {

std::vector<EngineRun> run_in_both_engines(const Graph& graph, const WeightSet& weights,
                                           const std::vector<std::vector<float>>& inputs,
                                           size_t samples) {
  std::vector<LayerId> input_layers(inputs.size());
  std::iota(input_layers.begin(), input_layers.end(), LayerId{0});
  const Subgraph whole = subgraph_between(graph, input_layers, {graph.output()});
  const std::vector<std::span<const float>> spans(inputs.begin(), inputs.end());
  ForwardEngine forward(graph, whole, weights, {});
  const auto tail = make_trainable_tail(graph, whole, weights, {});
  return {{"openvino", forward.run(spans, samples)[0]},
          {"libtorch", tail->forward({spans, samples})[0]}};
}

void expect_output_of_inputs(Operation operation, const std::vector<Shape>& input_shapes,
                             const WeightSet& weights,
                             const std::vector<std::vector<float>>& inputs,
                             const std::vector<float>& expected) {
  Graph graph;
  std::vector<LayerId> input_layers;
  for (const Shape& shape : input_shapes)
    input_layers.push_back(graph.input("input_" + std::to_string(input_layers.size()), shape));
  graph.add("layer", std::move(operation), input_layers);
  for (const EngineRun& run : run_in_both_engines(graph, weights, inputs)) {
    EXPECT_THAT(run.output, testing::Pointwise(testing::FloatNear(1e-5f), expected)) << run.engine;
  }
}

std::vector<float> one_to(int count) {
  std::vector<float> values(static_cast<size_t>(count));
  std::iota(values.begin(), values.end(), 1.0f);
  return values;
}

WeightSet kernel(const Shape& shape, std::vector<float> values) {
  WeightSet weights;
  weights.set("layer", "kernel", make_tensor(shape, std::move(values)));
  return weights;
}

}  // namespace myolens
