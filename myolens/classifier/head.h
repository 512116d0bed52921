// The classification head behind a backbone: global average pooling, clinical values beside it
// where there are some, hidden layers with dropout, softmax.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "myolens/graph/graph.h"

namespace myolens {

struct HeadSpec {
  std::vector<int64_t> hidden_units{64};  // one ReLU layer each
  double dropout = 0.5;                   // behind every hidden layer
  int64_t clinical_units = 8;             // of the one ReLU layer that clinical values go through
};

// Layers of the head in a classifier graph.
struct HeadLayers {
  LayerId features = 0;        // the backbone's last feature layer, height x width x channels
  LayerId pooled = 0;          // "head_pool"
  std::vector<LayerId> dense;  // "head_dense_1", ..., "head_predictions"

  // Of a network that reads clinical values too. Their layer's output stands behind the pooled
  // features in "head_concat".
  struct ClinicalBranch {
    LayerId input = 0;  // "clinical_input"
    LayerId dense = 0;  // "head_clinical_1"
  };
  std::optional<ClinicalBranch> clinical = {};

  // All layers with weights, the branch first.
  std::vector<LayerId> with_weights() const;
};

inline constexpr const char* kClinicalInput = "clinical_input";
inline constexpr int64_t kMostClinicalUnits = 1024;

// Appends the head to a backbone without top, with an input for so many clinical values where that
// is above 0. Layers up to "head_pool" have the same numbers with and without. Errors:
// kInvalidArgument (no positive unit counts, a dropout outside [0, 1)).
HeadLayers append_head(Graph& backbone, const HeadSpec& head, int64_t classes,
                       int64_t clinical_values = 0);

}  // namespace myolens
