// The classification head behind a backbone: global average pooling, hidden layers with dropout,
// softmax.
#pragma once

#include <cstdint>
#include <vector>

#include "myolens/graph/graph.h"

namespace myolens {

struct HeadSpec {
  std::vector<int64_t> hidden_units{64};  // one ReLU layer each
  double dropout = 0.5;                   // behind every hidden layer
};

// Layers of the head in a classifier graph.
struct HeadLayers {
  LayerId features = 0;        // the backbone's last feature layer, height x width x channels
  LayerId pooled = 0;          // "head_pool"
  std::vector<LayerId> dense;  // "head_dense_1", ..., "head_predictions"
};

// Appends the head to a backbone without top. Errors: kInvalidArgument (no positive unit counts, a
// dropout outside [0, 1)).
HeadLayers append_head(Graph& backbone, const HeadSpec& head, int64_t classes);

}  // namespace myolens
