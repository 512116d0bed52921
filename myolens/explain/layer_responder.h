// Responses of any spatial layer of a classifier, by name. Layers below the last feature layer need
// the training library, for their gradients.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "myolens/engine/forward.h"
#include "myolens/engine/trainable_tail.h"
#include "myolens/explain/evidence.h"

namespace myolens {

struct ResponderOptions {
  int threads = 1;
  Precision precision = Precision::kFloat32;  // of the gradient
};

// The names that LayerResponder takes, in the order of the network: layers whose output has more
// than one cell, the picture itself left out.
std::vector<std::string> spatial_layers(const ClassifierGraph& network);

// One object serves one thread at a time; results do not depend on `threads`. Neither copied nor
// moved: the engines refer to its network.
class LayerResponder {
 public:
  // Errors: kInvalidArgument (an unknown layer, with the nearest name; a layer that is not
  // spatial), kUnavailable (a layer below the last, and the training library cannot be loaded),
  // kBadData (a weight is missing).
  LayerResponder(const ClassifierGraph& network, const WeightSet& weights, std::string_view layer,
                 const ResponderOptions& options);
  LayerResponder(const LayerResponder&) = delete;
  LayerResponder& operator=(const LayerResponder&) = delete;

  // `input`: one picture as network_input gives it; `clinical`: encoded values, where the network
  // reads some. The gradient of a layer inside a branch is taken with all other branches as they
  // are. Errors: kInvalidArgument (another size of the inputs, another number of weights than
  // logits).
  LayerResponse respond(std::span<const float> input,
                        std::span<const double> target = kPositiveEvidence,
                        std::span<const float> clinical = {});

 private:
  struct Cut {
    Subgraph tail;     // what depends on the layer
    size_t input = 0;  // the layer's place among the tail's inputs
  };
  static LayerId find_spatial_layer(const Graph& graph, std::string_view layer);
  static Cut cut_at(const ClassifierGraph& network, LayerId layer);

  const ClassifierGraph network_;
  const WeightSet weights_;
  const LayerId layer_;
  const Cut cut_;
  ForwardEngine below_;                  // gives the tail's inputs
  std::unique_ptr<TrainableTail> tail_;  // none at the last feature layer
};

}  // namespace myolens
