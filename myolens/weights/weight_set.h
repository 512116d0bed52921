// The weights of a network in memory, by layer and variable, in Keras's layouts. Copies share the
// values.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "myolens/base/file.h"
#include "myolens/graph/graph.h"

namespace myolens {

// `owner` keeps `values` alive: a vector, a mapped file.
struct Tensor {
  Shape shape;
  std::span<const float> values;
  std::shared_ptr<const void> owner;
  const MappedFile* file = nullptr;  // that the values are mapped from, if they are

  // For who has copied the values: what is mapped leaves the memory, and is read from the file
  // again when somebody asks.
  void release() const;
};

// A tensor that owns its values. Errors: kInternal when their number does not fit the shape.
Tensor make_tensor(Shape shape, std::vector<float> values);

class WeightSet {
 public:
  // Replaces a tensor of the same key.
  void set(std::string_view layer, std::string_view variable, Tensor tensor);
  void set(std::string key, Tensor tensor);
  void update(const WeightSet& other);

  // Errors: kBadData when there is no such tensor.
  const Tensor& at(std::string_view layer, std::string_view variable) const;

  // Keys are "layer/variable".
  const std::map<std::string, Tensor>& tensors() const { return tensors_; }

 private:
  std::map<std::string, Tensor> tensors_;
};

// Strict: every variable of the graph is there in its shape, and nothing else is. `origin` names
// the source. Errors: kBadData that lists the first few missing, misshapen and unused tensors.
void check_weights(const WeightSet& weights, const Graph& graph, const std::string& origin);

// The tensors of `weights` that `graph` has. Errors: kBadData as check_weights, except that unused
// tensors of layers that the graph lacks are left out: this is how the ImageNet top is taken off.
WeightSet weights_for(const WeightSet& weights, const Graph& graph, const std::string& origin);

// By the initialiser of each variable (graph/initialiser.h). Every tensor has a random stream of
// its own, named by its key. What `known` has is taken from there.
WeightSet initial_weights(const Graph& graph, uint64_t seed, const WeightSet& known = {});

}  // namespace myolens
