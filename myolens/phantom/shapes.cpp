#include "myolens/phantom/shapes.h"

#include <cmath>

namespace myolens {
namespace {

constexpr double kOutlineWander = 0.13;  // relative change of the half-size per deviation

double along(Vector3 a, Vector3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

}  // namespace

double soft_step(double x) { return 0.5 * (1 + std::tanh(x)); }

double band_weight(const Band& band, SurfacePoint point) {
  const double aside = std::abs(angle_between(band.theta, point.theta));
  return soft_step((band.half_width - aside) / band.edge) *
         soft_step((point.level - band.from_level) / band.level_edge);
}

SurfaceField patch_weights(const Patch& patch) { return patch_weights(patch, SurfaceField(0)); }

SurfaceField patch_weights(const Patch& patch, const SurfaceField& outline) {
  const Vector3 centre = surface_position(patch.centre);
  const SurfaceFrame frame = surface_frame(patch.centre);
  const double depth = std::sqrt(patch.around_millimetres * patch.along_millimetres);
  SurfaceField weights = outline;
  for_each_node(weights, [&](SurfacePoint point, float& value) {
    const Vector3 position = surface_position(point);
    const Vector3 offset{position.x - centre.x, position.y - centre.y, position.z - centre.z};
    const double distance = std::hypot(along(offset, frame.around) / patch.around_millimetres,
                                       along(offset, frame.along) / patch.along_millimetres,
                                       along(offset, frame.outward) / depth);
    const double warped = distance * (1 + kOutlineWander * static_cast<double>(value));
    value = static_cast<float>(soft_step((1 - warped) / (2 * patch.edge)));
  });
  return weights;
}

}  // namespace myolens
