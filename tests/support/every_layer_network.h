// A small network with every kind of layer, for whatever must know them all.
#pragma once

#include "myolens/graph/graph.h"

namespace myolens {

// Input "input_layer" (side x side x 3, side at least 12), output "predictions" (2 logits). An odd
// side makes the paddings of the strided layers uneven.
inline Graph every_layer_network(int64_t side) {
  Graph graph;
  LayerId x = graph.input("input_layer", {side, side, 3});
  x = graph.add("rescaling", Rescaling{{1 / 255.0}}, x);
  x = graph.add("normalization", Normalization{}, x);
  x = graph.add("rescaling_1", Rescaling{{2.0, 3.0, 4.0}}, x);
  x = graph.add("pad", ZeroPadding2D{1, 2, 3, 0}, x);
  x = graph.add("stem", Conv2D{8, {3, 5}, {2, 2}, Padding::kSame, true, ActivationKind::kSilu}, x);
  x = graph.add("relu6", ReLU{6}, x);
  x = graph.add("separable", SeparableConv2D{12, {3, 3}, Padding::kSame}, x);
  const LayerId norm = graph.add("norm", BatchNormalization{1.001e-5}, x);
  const LayerId relu = graph.add("relu", ReLU{}, norm);
  LayerId gate = graph.add("pool", GlobalAveragePooling2D{true}, relu);
  gate = graph.add("gate_conv", Conv2D{12, {1, 1}, {1, 1}}, gate);
  gate = graph.add("gate", Activation{ActivationKind::kSigmoid}, gate);
  const LayerId gated = graph.add("gated", Multiply{}, {relu, gate});
  const LayerId scaled = graph.add("scaled", CustomScaleLayer{0.17}, {norm, gated});
  const LayerId sum = graph.add("sum", Add{}, {norm, gated, scaled});
  const LayerId most = graph.add("most", MaxPooling2D{{3, 3}, {2, 2}, Padding::kSame}, sum);
  const LayerId mean = graph.add("mean", AveragePooling2D{{3, 2}, {2, 2}, Padding::kSame}, sum);
  x = graph.add("both", Concatenate{}, {most, mean});
  x = graph.add("depthwise", DepthwiseConv2D{{3, 3}, {2, 2}, Padding::kSame}, x);
  x = graph.add("last_norm", BatchNormalization{1e-3, false}, x);
  x = graph.add("silu", Activation{ActivationKind::kSilu}, x);
  const LayerId flat = graph.add("flat", Flatten{}, x);
  const Shape turned{graph.layer(x).output[2], graph.layer(x).output[0], graph.layer(x).output[1]};
  x = graph.add("turned", Reshape{turned}, flat);
  x = graph.add("turned_conv", Conv2D{6, {2, 2}, {1, 1}, Padding::kValid, false}, x);
  x = graph.add("head_pool", GlobalAveragePooling2D{}, x);
  x = graph.add("hidden", Dense{5, ActivationKind::kRelu}, x);
  x = graph.add("dropout", Dropout{0.5}, x);
  graph.add("predictions", Dense{2, ActivationKind::kSoftmax}, x);
  return graph;
}

}  // namespace myolens
