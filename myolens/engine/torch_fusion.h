// How libtorch passes through a tail: which neighbouring layers it computes as one, and how long
// values are kept. For torch.cpp only.
#pragma once

#include <map>
#include <set>

#include "myolens/engine/torch_layers.h"
#include "myolens/graph/cut.h"

namespace myolens {

struct Fusion {
  // Batch normalisations that stay as they are and alone follow a convolution without activation.
  std::map<LayerId, LayerId> norm_of_convolution;

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
