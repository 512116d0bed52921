// A classification head on a feature map that is the network's input.
#pragma once

#include <vector>

#include "myolens/classifier/bundle.h"
#include "tests/support/reference_fill.h"

namespace myolens {

inline constexpr int64_t kHeight = 4;
inline constexpr int64_t kWidth = 5;
inline constexpr int64_t kChannels = 6;

inline ClassifierGraph head_network(std::vector<int64_t> hidden_units, int64_t classes = 2) {
  ClassifierGraph network;
  network.graph.input("input_layer", {kHeight, kWidth, kChannels});
  network.head = append_head(network.graph, {std::move(hidden_units), 0.5}, classes);
  return network;
}

inline std::vector<float> feature_map() {
  return fill_values(1, "features", static_cast<size_t>(kHeight * kWidth * kChannels));
}

}  // namespace myolens
