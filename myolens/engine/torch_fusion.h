// How libtorch passes through a tail: which neighbouring layers it computes as one, and how long
// values are kept. For torch.cpp only.
#pragma once

#include <map>
#include <set>

#include "myolens/engine/torch_layers.h"
#include "myolens/graph/cut.h"

namespace myolens {

struct Fusion {
  // Batch normalisations that alone follow a convolution without activation: in inference mode, and
  // where they stay as they are, the convolution does what they would.
  std::map<LayerId, LayerId> norm_of_convolution;

  // ReLUs that alone read a batch normalisation: where that uses the statistics of the batch, it
  // does what they would.
  std::map<LayerId, LayerId> relu_of_norm;

  // Paddings with zeros, equal on opposite sides, that only a convolution reads: it pads itself.
  std::set<LayerId> paddings;

  // How a layer runs on account of its neighbours; what is not named here runs by itself.
  std::map<LayerId, LayerContext> contexts;

  // The values that nobody reads behind a layer. What the gradient needs of them it keeps itself.
  std::map<LayerId, std::vector<LayerId>> last_read;
};

// The results are those of the layers one by one, but for rounding.
Fusion fuse(const Graph& graph, const Subgraph& tail,
            const std::map<LayerId, LayerVariables>& variables);

}  // namespace myolens
