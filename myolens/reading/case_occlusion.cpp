#include "myolens/reading/case_occlusion.h"

#include "myolens/base/error.h"
#include "myolens/explain/evidence.h"
#include "myolens/explain/occlusion.h"
#include "myolens/polarmap/normal_picture.h"

namespace myolens {

std::vector<Prediction> predict_variants(Classifier& classifier, std::span<const Picture> pictures,
                                         std::span<const float> clinical) {
  std::vector<float> values;
  for (size_t i = 0; i < pictures.size(); ++i)
    values.insert(values.end(), clinical.begin(), clinical.end());
  return classifier.predict(pictures, values);
}

FloatImage occlusion_cells(Classifier& classifier, const PreparedMap& map,
                           std::span<const float> clinical, const NormalGroup& group,
                           std::span<const double> target) {
  const ModelBundle& model = classifier.bundle();
  const NormalFile& normal = model.normals.for_group(group);
  if (normal.maps() < 1) {
    throw Error(
        ErrorCode::kInvalidArgument,
        "the model has no normal maps, and occlusion covers parts of the picture with their "
        "mean");
  }
  const ClassifierGraph& network = classifier.network();
  const Shape& shape = network.graph.layer(network.head.features).output;
  const auto evidence_of = [&](std::span<const Picture> pictures) {
    std::vector<double> found;
    for (const Prediction& prediction : predict_variants(classifier, pictures, clinical))
      found.push_back(evidence(network, model.weights, prediction.features, target, clinical));
    return found;
  };
  return occlusion_map({map.image, map.deep}, normal_picture(map, normal),
                       {static_cast<int>(shape[1]), static_cast<int>(shape[0])}, evidence_of);
}

}  // namespace myolens
