#include "myolens/graph/graph.h"

#include <algorithm>
#include <numeric>

#include "myolens/base/error.h"

namespace myolens {

int64_t Layer::parameters() const {
  return std::transform_reduce(weights.begin(), weights.end(), int64_t{0}, std::plus<>(),
                               [](const WeightSpec& w) { return element_count(w.shape); });
}

LayerId Graph::input(std::string name, Shape shape) {
  return add(std::move(name), InputLayer{std::move(shape)}, std::vector<LayerId>{});
}

LayerId Graph::add(std::string name, Operation operation, std::vector<LayerId> inputs) {
  std::vector<Shape> shapes;
  for (const LayerId id : inputs) shapes.push_back(layers_.at(id).output);
  Layer layer{std::move(name), std::move(operation), std::move(inputs), {}, {}};
  try {
    layer.output = output_shape(layer.operation, shapes);
  } catch (const Error& error) {
    throw Error(error.code(), "layer " + layer.name + ": " + error.what());
  }
  if (!shapes.empty()) layer.weights = weight_specs(layer.operation, shapes[0]);
  if (!ids_.emplace(layer.name, layers_.size()).second) {
    throw Error(ErrorCode::kInvalidArgument, "the graph has a layer " + layer.name + " already");
  }
  layers_.push_back(std::move(layer));
  return layers_.size() - 1;
}

std::string Graph::next_name(const std::string& base) {
  const int number = given_names_[base]++;
  return number == 0 ? base : base + "_" + std::to_string(number);
}

LayerId Graph::find(std::string_view name) const {
  const auto found = ids_.find(std::string(name));
  if (found != ids_.end()) return found->second;
  std::vector<std::string> names;
  for (const Layer& layer : layers_) names.push_back(layer.name);
  throw Error(ErrorCode::kInvalidArgument, "the network has no layer \"" + std::string(name) +
                                               "\"" + nearest_name_hint(name, names));
}

std::vector<LayerId> Graph::keras_order() const {
  constexpr size_t kUnseen = static_cast<size_t>(-1);
  std::vector<size_t> met(size(),
                          kUnseen);  // when a depth-first walk from the output first meets a layer
  size_t count = 0;
  std::vector<LayerId> stack{output()};
  while (!stack.empty()) {
    const LayerId id = stack.back();
    stack.pop_back();
    if (met[id] != kUnseen) continue;
    met[id] = count++;
    const auto& inputs = layers_[id].inputs;
    stack.insert(stack.end(), inputs.rbegin(), inputs.rend());
  }
  // Layers are created after their inputs, so one backward pass settles every depth.
  std::vector<size_t> depth(size(), 0);
  std::vector<LayerId> order;
  for (LayerId id = size(); id-- > 0;) {
    if (met[id] == kUnseen) continue;
    order.push_back(id);
    for (const LayerId input : layers_[id].inputs)
      depth[input] = std::max(depth[input], depth[id] + 1);
  }
  std::ranges::sort(order, [&](LayerId a, LayerId b) {
    return depth[a] != depth[b] ? depth[a] > depth[b] : met[a] < met[b];
  });
  return order;
}

int64_t Graph::parameters() const {
  return std::transform_reduce(layers_.begin(), layers_.end(), int64_t{0}, std::plus<>(),
                               [](const Layer& layer) { return layer.parameters(); });
}

}  // namespace myolens
