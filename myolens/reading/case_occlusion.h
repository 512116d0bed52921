// Occlusion of one case's map. Internal to reading/.
#pragma once

#include <span>

#include "myolens/classifier/classifier.h"
#include "myolens/polarmap/cleaning.h"

namespace myolens {

// How much of the target, a weight per logit, a cell carries: see occlusion_map. Cells are those of
// the last feature layer. Errors: kInvalidArgument (the model has no normal maps to cover with); of
// normal_picture and occlusion_map.
FloatImage occlusion_cells(Classifier& classifier, const PreparedMap& map,
                           std::span<const float> clinical, const NormalGroup& group,
                           std::span<const double> target);

}  // namespace myolens
