// Parts of a graph: what lies between given layers, and where to cut a network for fine-tuning.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "myolens/graph/graph.h"

namespace myolens {

// The layers that compute `outputs` from `inputs`.
struct Subgraph {
  std::vector<LayerId> inputs;   // layers whose outputs are given; not computed
  std::vector<LayerId> layers;   // computed, every one after its own inputs
  std::vector<LayerId> outputs;  // wanted; each is in `layers` or `inputs`
};

// Errors: kInvalidArgument when an output needs the network's input and `inputs` do not cover it.
Subgraph subgraph_between(const Graph& graph, std::vector<LayerId> inputs,
                          std::vector<LayerId> outputs);

// Cuts the graph below a set of layers that reaches up to the output: the part above, fed by the
// live tensors at the cut. `above` must hold every layer between its members and the output.
Subgraph part_above(const Graph& graph, const std::vector<LayerId>& above);

// Which top layers fine-tuning trains. Layers are those of the backbone without its classification
// head, in Keras's order, with and without weights; parameters include batch normalisation's.
struct BelowOneThird {};  // the paper's rule: layers and parameters both strictly below one third
struct FromLayer {
  std::string name;  // the first trained layer
};
struct TopLayers {
  int64_t count = 0;
};
struct TopParameters {
  double share = 0;  // in (0, 1]; as many layers as hold at most this share
};
using CutRule = std::variant<BelowOneThird, FromLayer, TopLayers, TopParameters>;

struct FineTuningRange {
  std::vector<LayerId> layers;  // in Keras's order
  LayerId first_trained = 0;    // the first of them with weights that is not batch normalisation
  int64_t parameters = 0;       // of all `layers`
};

// Layers are added from the top as far as the rule allows. `backbone` has no classification head.
// Errors: kInvalidArgument (nothing is left to train, an unknown layer with the nearest name, a
// named layer that gradients do not change, a count or a share out of range).
FineTuningRange fine_tuning_range(const Graph& backbone, const CutRule& rule = BelowOneThird{});

// Whether training changes a variable by its gradient; moving statistics and Normalization's values
// it does not.
bool has_gradient(std::string_view variable);

// Values of the layer that gradients change.
int64_t trainable_parameters(const Layer& layer);

}  // namespace myolens
