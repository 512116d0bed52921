// What InceptionV3 and InceptionResNetV2 have in common: their convolutions, poolings and stem.
#pragma once

#include <vector>

#include "myolens/graph/graph.h"

namespace myolens {

struct InceptionConvolution {
  int64_t filters;
  Extent window;
  int64_t stride = 1;
  Padding padding = Padding::kSame;
};

// Layers without a name of their own are numbered as Keras does it.
class InceptionBuilder {
 public:
  explicit InceptionBuilder(int input_size);

 protected:
  LayerId relu(const std::string& name, LayerId x);

  // Each a convolution, batch normalisation without gamma, ReLU.
  LayerId chain(LayerId x, const std::vector<InceptionConvolution>& convolutions);

  LayerId max_pool(LayerId x);

  // A mean over 3 x 3, then a 1 x 1 convolution.
  LayerId pooled_branch(LayerId x, int64_t filters);

  LayerId join(const std::string& name, std::vector<LayerId> branches);

  // From the input to 192 channels at an eighth of the side.
  void add_stem();

  void add_top();

  Graph graph_;
  LayerId x_;  // the end of what is built
};

}  // namespace myolens
