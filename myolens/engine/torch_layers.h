// Single layers on libtorch. For torch.cpp only.
#pragma once

#include <ATen/core/Tensor.h>
#include <map>
#include <string>
#include <vector>

#include "myolens/base/random.h"
#include "myolens/graph/graph.h"
#include "myolens/weights/weight_set.h"

namespace myolens {

// Of one layer, by Keras's variable name. Kernels are out x in x height x width, depthwise kernels
// channels x 1 x height x width.
using LayerVariables = std::map<std::string, at::Tensor>;

// A batch normalisation that stays as it is folds to "folded_scale" and "folded_shift", one value
// per channel, unless `keep_statistics`.
LayerVariables make_variables(const Layer& layer, const WeightSet& weights, at::ScalarType type,
                              bool keep_statistics);

// A tensor of Keras's layout as a variable of `layer`, and back.
at::Tensor variable_from_keras(const Layer& layer, const std::string& variable,
                               const Tensor& tensor);
Tensor variable_to_keras(const Layer& layer, const std::string& variable, const at::Tensor& value);

// Whether a batch normalisation kept its statistics: in training mode it uses those of the batch.
bool uses_batch_statistics(const LayerVariables& norm);

// The variables of a convolution that also does what the batch normalisation `norm` behind it does
// in inference mode: kernel and bias by channel. Gradients reach the convolution's own variables.
LayerVariables with_folded_norm(const LayerVariables& convolution, const Layer& norm,
                                const LayerVariables& norm_variables);

// What the layers around one leave to it.
struct LayerContext {
  Extent padding{0, 0};      // zeros on both sides in front of a convolution
  bool overwrites = false;   // a ReLU whose input nobody else needs
  bool relu_behind = false;  // the ReLU behind a normalisation by the batch
};

// Feature maps are batch x channels x height x width, in channels-last memory. With `random`, the
// layer runs in training mode: dropout drops, and a batch normalisation that kept its statistics
// uses those of the batch and moves its own. Feature maps may be bfloat16 while variables stay
// float32: kernels are rounded for the product, vectors behind the last map are float32. The
// classifier's softmax stays outside: the tail ends with logits.
at::Tensor run_layer(const Layer& layer, const LayerVariables& variables,
                     const std::vector<at::Tensor>& inputs, RandomStream* random,
                     const LayerContext& context);

}  // namespace myolens
