#include "myolens/graph/cost.h"

namespace myolens {
namespace {

// Every value of a kernel meets every output position once; a dense layer has one position.
int64_t multiply_adds_of(const Layer& layer) {
  int64_t kernel_values = 0;
  for (const WeightSpec& spec : layer.weights) {
    if (spec.variable.ends_with("kernel")) kernel_values += element_count(spec.shape);
  }
  const bool has_positions = layer.output.size() == 3;
  return kernel_values * (has_positions ? layer.output[0] * layer.output[1] : 1);
}

}  // namespace

int64_t multiply_adds(const Graph& graph) {
  int64_t sum = 0;
  for (LayerId id = 0; id < graph.size(); ++id) sum += multiply_adds_of(graph.layer(id));
  return sum;
}

}  // namespace myolens
