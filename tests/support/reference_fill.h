// The reproducible weight fill that the Keras references were made with: every weight is a function
// of a seed, a key and its flat index. Definition: tests/data/README.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "myolens/weights/weight_set.h"

namespace myolens {

struct FillSettings {
  uint64_t seed = 1;
  double kernel_gain = 3;
};

// u(seed, key, i) in [-1, 1).
std::vector<float> fill_values(uint64_t seed, const std::string& key, size_t count);

// The reference input: u(seed, "input", i) * scale + offset over samples x size x size x 3.
std::vector<float> filled_input(uint64_t seed, size_t samples, int size, float scale = 1.0f,
                                float offset = 0.0f);

// One variable of `layer`.
std::vector<float> fill_variable(const FillSettings& settings, const std::string& key,
                                 const Layer& layer, const WeightSpec& spec);

// Every layer of `graph` in Keras's order; keys are "<index among layers with weights>/<variable>".
WeightSet filled_weights(const Graph& graph, const FillSettings& settings);

}  // namespace myolens
