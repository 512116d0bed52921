// What a step lowers: cross-entropy, weighted and smoothed as Keras does it.
#pragma once

#include <vector>

namespace myolens {

// Of a sample with label y: class_weights[y] * cross-entropy against a target of
// 1 - label_smoothing + label_smoothing / classes for y and label_smoothing / classes elsewhere. A
// batch's loss is the sum divided by the number of its samples, whatever their weights.
struct LossSettings {
  std::vector<double> class_weights{};  // one per class; empty: all 1
  double label_smoothing = 0;           // in [0, 1)
};

}  // namespace myolens
