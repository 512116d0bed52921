#include "myolens/classifier/head.h"

#include <string>

#include "myolens/base/error.h"

namespace myolens {

namespace {

// The values' own layer, and both vectors one behind the other.
LayerId append_clinical_branch(Graph& graph, const HeadSpec& head, int64_t values,
                               HeadLayers& layers) {
  if (head.clinical_units < 1 || head.clinical_units > kMostClinicalUnits) {
    throw Error(ErrorCode::kInvalidArgument,
                "the layer of clinical values has 1 to " + std::to_string(kMostClinicalUnits) +
                    " units, not " + std::to_string(head.clinical_units));
  }
  layers.clinical.emplace();
  layers.clinical->input = graph.input(kClinicalInput, {values});
  layers.clinical->dense = graph.add(
      "head_clinical_1", Dense{head.clinical_units, ActivationKind::kRelu}, layers.clinical->input);
  return graph.add("head_concat", Concatenate{}, {layers.pooled, layers.clinical->dense});
}

}  // namespace

std::vector<LayerId> HeadLayers::with_weights() const {
  std::vector<LayerId> layers;
  if (clinical) layers.push_back(clinical->dense);
  layers.insert(layers.end(), dense.begin(), dense.end());
  return layers;
}

HeadLayers append_head(Graph& backbone, const HeadSpec& head, int64_t classes,
                       int64_t clinical_values) {
  if (!(head.dropout >= 0.0 && head.dropout < 1.0)) {
    throw Error(ErrorCode::kInvalidArgument,
                "the dropout rate must lie in [0, 1), not " + std::to_string(head.dropout));
  }
  HeadLayers layers;
  layers.features = backbone.output();
  layers.pooled = backbone.add("head_pool", GlobalAveragePooling2D{}, layers.features);
  LayerId x = clinical_values > 0 ? append_clinical_branch(backbone, head, clinical_values, layers)
                                  : layers.pooled;
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
