// A network as a graph of named layers, the same layers, names and order as Keras has. Immutable
// once built, except by `add`. Reading is thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "myolens/graph/layer.h"

namespace myolens {

using LayerId = size_t;  // index in the order of creation

struct Layer {
  std::string name;
  Operation operation;
  std::vector<LayerId> inputs;
  Shape output;
  std::vector<WeightSpec> weights;

  int64_t parameters() const;
};

class Graph {
 public:
  LayerId input(std::string name, Shape shape);

  // Adds a layer behind existing ones. Errors: kInvalidArgument (name taken, shapes that do not
  // fit).
  LayerId add(std::string name, Operation operation, std::vector<LayerId> inputs);
  LayerId add(std::string name, Operation operation, LayerId input) {
    return add(std::move(name), std::move(operation), std::vector<LayerId>{input});
  }

  // "base", then "base_1", "base_2", ...: the name that a fresh Keras session gives to a layer
  // without one. Every call counts.
  std::string next_name(const std::string& base);

  size_t size() const { return layers_.size(); }
  const Layer& layer(LayerId id) const { return layers_[id]; }
  LayerId output() const { return layers_.size() - 1; }  // the layer added last

  // Errors: kInvalidArgument with the nearest name.
  LayerId find(std::string_view name) const;

  // All layers that the output depends on, in the order of Keras's `model.layers`: by depth from
  // the output, deepest first, and within one depth in the order in which a walk from the output
  // meets them.
  std::vector<LayerId> keras_order() const;

  int64_t parameters() const;

 private:
  std::vector<Layer> layers_;
  std::unordered_map<std::string, LayerId> ids_;
  std::unordered_map<std::string, int> given_names_;  // by base
};

}  // namespace myolens
