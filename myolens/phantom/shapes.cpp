#include "myolens/phantom/shapes.h"

#include <array>
#include <cmath>

namespace myolens {
namespace {

constexpr double kOutlineWander = 0.13;  // relative change of the half-size per deviation

double along(Vector3 a, Vector3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

}  // namespace

double soft_step(double x) { return 0.5 * (1 + std::tanh(x)); }

SurfaceField band_weights(const Band& band) {
  std::array<float, kSurfaceAngles> sides;
  for (int angle = 0; angle < kSurfaceAngles; ++angle) {
    const double aside = std::abs(angle_between(band.theta, theta_of_column(angle)));
    sides[angle] = static_cast<float>(soft_step((band.half_width - aside) / band.edge));
  }
  SurfaceField weights;
  for (int level = 0; level < kSurfaceLevels; ++level) {
    const auto end =
        static_cast<float>(soft_step((level_of_row(level) - band.from_level) / band.level_edge));
    for (int angle = 0; angle < kSurfaceAngles; ++angle) {
      weights.row(level)[angle] = end * sides[angle];
    }
  }
  return weights;
}

SurfaceField patch_weights(const Patch& patch) { return patch_weights(patch, SurfaceField(0)); }

SurfaceField patch_weights(const Patch& patch, const SurfaceField& outline) {
  const Vector3 centre = surface_position(patch.centre);
  const SurfaceFrame frame = surface_frame(patch.centre);
  const double depth = std::sqrt(patch.around_millimetres * patch.along_millimetres);
  const auto weight_at = [&](Vector3 position, double warp) {
    const Vector3 offset{position.x - centre.x, position.y - centre.y, position.z - centre.z};
    const double around = along(offset, frame.around) / patch.around_millimetres;
    const double lengthwise = along(offset, frame.along) / patch.along_millimetres;
    const double outward = along(offset, frame.outward) / depth;
    const double distance =
        std::sqrt(around * around + lengthwise * lengthwise + outward * outward);
    return soft_step((1 - distance * (1 + kOutlineWander * warp)) / (2 * patch.edge));
  };
  SurfaceField weights;
  for (int level = 0; level < kSurfaceLevels; ++level) {
    for (int angle = 0; angle < kSurfaceAngles; ++angle) {
      const auto warp = static_cast<double>(outline.row(level)[angle]);
      weights.row(level)[angle] = static_cast<float>(weight_at(node_position(level, angle), warp));
    }
  }
  return weights;
}

}  // namespace myolens
