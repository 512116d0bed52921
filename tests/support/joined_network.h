// A small network whose neighbouring layers an engine may compute as one.
#pragma once

#include "myolens/graph/graph.h"

namespace myolens {

// Input "input_layer" (15 x 15 x 3), output "predictions" (2 logits). Paddings in front of
// convolutions, one that is uneven and one that two layers read; frozen batch normalisations behind
// convolutions and behind a sum; ReLUs whose input is read once, and one whose input is read twice.
inline Graph joined_network() {
  Graph graph;
  LayerId x = graph.input("input_layer", {15, 15, 3});
  x = graph.add("pad", ZeroPadding2D{1, 1, 2, 2}, x);
  x = graph.add("conv", Conv2D{6, {3, 5}, {1, 1}, Padding::kValid, false}, x);
  x = graph.add("norm", BatchNormalization{1.001e-5}, x);
  x = graph.add("relu", Activation{ActivationKind::kRelu}, x);
  const LayerId padded = graph.add("shared_pad", ZeroPadding2D{1, 1, 1, 1}, x);
  LayerId left = graph.add("left", Conv2D{6, {3, 3}, {2, 2}}, padded);
  LayerId right = graph.add("right", DepthwiseConv2D{{3, 3}, {2, 2}}, padded);
  right = graph.add("right_norm", BatchNormalization{1e-3, false}, right);
  const LayerId sum = graph.add("sum", Add{}, {left, right});
  left = graph.add("sum_norm", BatchNormalization{1.001e-5}, sum);
  left = graph.add("sum_relu", ReLU{}, left);
  left = graph.add("uneven_pad", ZeroPadding2D{0, 1, 0, 1}, left);
  left = graph.add("uneven", DepthwiseConv2D{{3, 3}, {2, 2}}, left);
  right = graph.add("own_pad", ZeroPadding2D{1, 1, 1, 1}, sum);
  right = graph.add("own", DepthwiseConv2D{{3, 3}, {2, 2}}, right);
  x = graph.add("last_sum", Add{}, {left, right});
  const LayerId kept = graph.add("kept_relu", Activation{ActivationKind::kRelu}, x);
  x = graph.add("both", Concatenate{}, {x, kept});
  x = graph.add("head_pool", GlobalAveragePooling2D{}, x);
  graph.add("predictions", Dense{2, ActivationKind::kSoftmax}, x);
  return graph;
}

}  // namespace myolens
