#include "myolens/polarmap/uptake.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "myolens/base/error.h"
#include "myolens/polarmap/scale_reader.h"

namespace myolens {
namespace {

constexpr double kMaximumQuantile = 0.999;  // the maximum, but for single noisy pixels
constexpr double kCleanRadius = 0.98;       // of the disc: the rim may hold some of the ground

float quantile(std::vector<float>& values, double share) {
  const auto index = static_cast<ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + index, values.end());
  return values[static_cast<size_t>(index)];
}

}  // namespace

RecoveredUptake recover_uptake(const Image& prepared, const Disc& disc) {
  if (prepared.channels != 3) {
    throw Error(ErrorCode::kInvalidArgument, "uptake is read from an RGB picture, got " +
                                                 std::to_string(prepared.channels) + " channels");
  }
  const ScaleMatch match = match_scale(prepared, disc);
  ScaleReader reader(match.scale->colours);
  RecoveredUptake result{FloatImage(prepared.width, prepared.height, 1), match.scale->name,
                         match.mean_distance};
  std::vector<float> clean;
  const double square = disc.radius * disc.radius;
  const double clean_square = kCleanRadius * kCleanRadius * square;
  for (int y = 0; y < prepared.height; ++y) {
    const double dy = y + 0.5 - disc.centre_y;
    for (int x = 0; x < prepared.width; ++x) {
      const double dx = x + 0.5 - disc.centre_x;
      const double distance = dx * dx + dy * dy;
      if (distance > square) continue;
      const float uptake = reader.read(prepared.pixel(x, y)).entry / 255.0F;
      *result.uptake.pixel(x, y) = uptake;
      if (distance <= clean_square) clean.push_back(uptake);
    }
  }
  const float maximum = clean.empty() ? 0.0F : quantile(clean, kMaximumQuantile);
  if (maximum <= 0.0F) return result;
  for (float& uptake : result.uptake.samples) uptake = std::min(uptake / maximum, 1.0F);
  return result;
}

}  // namespace myolens
