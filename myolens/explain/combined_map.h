// The map of several networks that answer together. Thread-safe (values only).
#pragma once

#include <span>

#include "myolens/explain/cam.h"
#include "myolens/imaging/resample.h"

namespace myolens {

struct MemberMap {
  FloatImage cells;   // as activation_map gives it
  double weight = 0;  // derivative of the combined evidence by the member's evidence
};

// The sum of the signed maps, each times its weight, at the picture's size: members may have cells
// of different sizes, so that each map is first made a density, whose mean over the picture does
// not depend on the number of cells (Grad-CAM's cells sum up to the evidence less the bias, and are
// multiplied by their number). By the chain rule it is Grad-CAM, HiResCAM or LayerCAM of the
// combined evidence. Where that is a weighted sum of the members' evidence, as of stacking, the
// mean of the map is the combined evidence again; of a mean of probabilities it is its first-order
// change. Errors: kInvalidArgument (no map, an empty one, an empty picture).
FloatImage combined_map(CamMethod method, std::span<const MemberMap> maps, Size picture);

}  // namespace myolens
