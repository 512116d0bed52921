// One network through both engines.
#pragma once

#include <string>
#include <vector>

#include "myolens/graph/graph.h"
#include "myolens/weights/weight_set.h"

namespace myolens {

struct EngineRun {
  std::string engine;
  std::vector<float> output;
};

// The output of `graph` for `samples` inputs of its input layers, by OpenVINO and by libtorch.
std::vector<EngineRun> run_in_both_engines(const Graph& graph, const WeightSet& weights,
                                           const std::vector<std::vector<float>>& inputs,
                                           size_t samples = 1);

// Both engines must give `expected` within 1e-5 for a single layer called "layer".
void expect_output_of_inputs(Operation operation, const std::vector<Shape>& input_shapes,
                             const WeightSet& weights,
                             const std::vector<std::vector<float>>& inputs,
                             const std::vector<float>& expected);
inline void expect_output(Operation operation, const Shape& input_shape, const WeightSet& weights,
                          const std::vector<float>& input, const std::vector<float>& expected) {
  expect_output_of_inputs(std::move(operation), {input_shape}, weights, {input}, expected);
}

// {1, 2, 3, ...}
std::vector<float> one_to(int count);

// The weights of "layer" with a kernel alone.
WeightSet kernel(const Shape& shape, std::vector<float> values);

}  // namespace myolens
