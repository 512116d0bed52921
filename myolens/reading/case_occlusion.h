// What a network says of a case whose picture is changed, and occlusion with it.
#pragma once

#include <span>
#include <vector>

#include "myolens/classifier/classifier.h"
#include "myolens/polarmap/cleaning.h"

namespace myolens {

// Of pictures made of one case's, all with its clinical values. Errors: as Classifier::predict.
std::vector<Prediction> predict_variants(Classifier& classifier, std::span<const Picture> pictures,
                                         std::span<const float> clinical);

// How much of the target, a weight per logit, a cell carries: see occlusion_map. Cells are those of
// the last feature layer. Errors: kInvalidArgument (the model has no normal maps to cover with); of
// normal_picture and occlusion_map.
FloatImage occlusion_cells(Classifier& classifier, const PreparedMap& map,
                           std::span<const float> clinical, const NormalGroup& group,
                           std::span<const double> target);

}  // namespace myolens
