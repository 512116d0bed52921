#include "myolens/engine/torch_fusion.h"

#include <variant>

namespace myolens {
namespace {

class Fuser {
 public:
  Fuser(const Graph& graph, const Subgraph& tail,
        const std::map<LayerId, LayerVariables>& variables)
      : graph_(graph), tail_(tail), variables_(variables) {
    for (const LayerId id : tail.layers) {
      for (const LayerId input : graph.layer(id).inputs) ++uses_[input];
    }
    for (const LayerId id : tail.outputs) ++uses_[id];
  }

  Fusion fuse() const {
    Fusion fusion;
    for (const auto& [value, reader] : last_reader()) fusion.last_read[reader].push_back(value);
    for (const LayerId id : tail_.layers) {
      const std::optional<LayerId> before = only_input(id);
      if (!before) continue;
      if (as<BatchNormalization>(id) && is_plain_convolution(*before))
        fusion.norm_of_convolution[*before] = id;
      if (const auto padding = own_padding(id, *before)) {
        fusion.paddings.insert(*before);
        fusion.contexts[id].padding = *padding;
      }
      if (is_relu(id) && as<BatchNormalization>(*before)) fusion.relu_of_norm[*before] = id;
      if (is_relu(id) && is_free_to_overwrite(*before)) fusion.contexts[id].overwrites = true;
    }
    return fusion;
  }

 private:
  // Of every value but the outputs.
  std::map<LayerId, LayerId> last_reader() const {
    std::map<LayerId, LayerId> readers;
    for (const LayerId id : tail_.layers) {
      for (const LayerId input : graph_.layer(id).inputs) readers[input] = id;
    }
    for (const LayerId id : tail_.outputs) readers.erase(id);
    return readers;
  }

  template <typename Kind>
  const Kind* as(LayerId id) const {
    return std::get_if<Kind>(&graph_.layer(id).operation);
  }

  // The layer of the tail whose values `id`, and nobody else, reads.
  std::optional<LayerId> only_input(LayerId id) const {
    const Layer& layer = graph_.layer(id);
    if (layer.inputs.size() != 1) return std::nullopt;
    const LayerId input = layer.inputs[0];
    if (uses_.at(input) != 1 || !variables_.contains(input)) return std::nullopt;
    return input;
  }

  bool is_plain_convolution(LayerId id) const {
    const auto* conv = as<Conv2D>(id);
    return (conv && conv->activation == ActivationKind::kLinear) || as<DepthwiseConv2D>(id);
  }

  std::optional<Extent> own_padding(LayerId id, LayerId before) const {
    const auto* pad = as<ZeroPadding2D>(before);
    const auto* conv = as<Conv2D>(id);
    const auto* by_channel = as<DepthwiseConv2D>(id);
    const bool unpadded = (conv && conv->padding == Padding::kValid) ||
                          (by_channel && by_channel->padding == Padding::kValid);
    if (!pad || !unpadded || pad->top != pad->bottom || pad->left != pad->right)
      return std::nullopt;
    return Extent{pad->top, pad->left};
  }

  bool is_relu(LayerId id) const {
    const auto* activation = as<Activation>(id);
    if (activation) return activation->kind == ActivationKind::kRelu;
    const auto* relu = as<ReLU>(id);
    return relu && !(relu->max_value > 0);
  }

  // Their gradients do not need their results.
  bool is_free_to_overwrite(LayerId id) const {
    return is_plain_convolution(id) || as<SeparableConv2D>(id) || as<BatchNormalization>(id) ||
           as<Add>(id);
  }

  const Graph& graph_;
  const Subgraph& tail_;
  const std::map<LayerId, LayerVariables>& variables_;
  std::map<LayerId, int> uses_;
};

}  // namespace

Fusion fuse(const Graph& graph, const Subgraph& tail,
            const std::map<LayerId, LayerVariables>& variables) {
  return Fuser(graph, tail, variables).fuse();
}

}  // namespace myolens
