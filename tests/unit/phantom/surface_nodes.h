// Visits every node of a field.
#pragma once

#include "myolens/phantom/surface.h"

namespace myolens {

// Calls function(point, value of the field there).
template <typename Function>
void for_each_node(SurfaceField& field, const Function& function) {
  for (int level = 0; level < kSurfaceLevels; ++level) {
    for (int angle = 0; angle < kSurfaceAngles; ++angle) {
      function(surface_node(level, angle), field.row(level)[angle]);
    }
  }
}

}  // namespace myolens
