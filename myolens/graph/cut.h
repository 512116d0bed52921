// Parts of a graph: what lies between given layers, and where to cut a network for fine-tuning.
#pragma once

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

// The top layers that fine-tuning trains (paper.md, "Two-stage training"): layers are added from
// the end of Keras's order while layers and parameters both stay strictly below one third of the
// backbone's.
struct FineTuningRange {
  std::vector<LayerId> layers;  // in Keras's order
  LayerId first_trained = 0;    // the first of them with weights that is not batch normalisation
  int64_t parameters = 0;       // of all `layers`
};

// `backbone` has no classification head. Errors: kInvalidArgument when no layer with weights fits
// below one third.
FineTuningRange one_third_range(const Graph& backbone);

}  // namespace myolens
