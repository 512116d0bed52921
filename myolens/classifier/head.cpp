#include "myolens/classifier/head.h"

#include <string>

#include "myolens/base/error.h"

namespace myolens {

HeadLayers append_head(Graph& backbone, const HeadSpec& head, int64_t classes) {
  if (!(head.dropout >= 0.0 && head.dropout < 1.0)) {
    throw Error(ErrorCode::kInvalidArgument,
                "the dropout rate must lie in [0, 1), not " + std::to_string(head.dropout));
  }
  HeadLayers layers;
  layers.features = backbone.output();
  layers.pooled = backbone.add("head_pool", GlobalAveragePooling2D{}, layers.features);
  LayerId x = layers.pooled;
  for (size_t i = 0; i < head.hidden_units.size(); ++i) {
    if (head.hidden_units[i] <= 0) {
      throw Error(ErrorCode::kInvalidArgument, "a hidden layer needs at least one unit");
    }
    const std::string number = std::to_string(i + 1);
    x = backbone.add("head_dense_" + number, Dense{head.hidden_units[i], ActivationKind::kRelu}, x);
    layers.dense.push_back(x);
    x = backbone.add("head_dropout_" + number, Dropout{head.dropout}, x);
  }
  layers.dense.push_back(
      backbone.add("head_predictions", Dense{classes, ActivationKind::kSoftmax}, x));
  return layers;
}

}  // namespace myolens
