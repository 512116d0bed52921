// A network of a few thousand weights with two branches and every kind of layer that the engines
// run.
#pragma once

#include "myolens/graph/graph.h"

namespace myolens {

// Input "input_layer" (side x side x 3), output "predictions" (2 logits). An odd side makes the
// paddings of the strided layers uneven.
inline Graph small_network(int64_t side) {
  Graph graph;
  const LayerId input = graph.input("input_layer", {side, side, 3});
  LayerId x = graph.add("stem_conv", Conv2D{8, {3, 3}, {2, 2}, Padding::kSame}, input);
  x = graph.add("stem_bn", BatchNormalization{1e-3}, x);
  x = graph.add("stem_relu", Activation{ActivationKind::kRelu}, x);
  const LayerId left =
      graph.add("left_conv", Conv2D{12, {1, 1}, {1, 1}, Padding::kValid, false}, x);
  LayerId right = graph.add("right_pool", MaxPooling2D{{3, 3}, {1, 1}, Padding::kSame}, x);
  right = graph.add("right_conv",
                    Conv2D{12, {3, 5}, {1, 1}, Padding::kSame, true, ActivationKind::kRelu}, right);
  x = graph.add("add", Add{}, {left, right});
  x = graph.add("pad", ZeroPadding2D{1, 2, 3, 0}, x);
  x = graph.add("pool", MaxPooling2D{{3, 2}, {2, 2}}, x);
  x = graph.add("top_conv", Conv2D{16, {3, 3}, {1, 1}}, x);
  x = graph.add("top_bn", BatchNormalization{1.001e-5}, x);
  x = graph.add("gap", GlobalAveragePooling2D{}, x);
  x = graph.add("hidden", Dense{6, ActivationKind::kRelu}, x);
  x = graph.add("dropout", Dropout{0.5}, x);
  graph.add("predictions", Dense{2, ActivationKind::kSoftmax}, x);
  return graph;
}

}  // namespace myolens
