#include "myolens/phantom/screen_slices.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "myolens/phantom/disc_sampling.h"
#include "myolens/phantom/surface.h"

namespace myolens {
namespace {

constexpr double kRadiansPerDegree = std::numbers::pi / 180;
constexpr double kShortAxisField = 92;  // millimetres across a slice's box
constexpr double kLongAxisField = 112;
constexpr double kWallSigma = 5;  // millimetres, of the blurred wall
constexpr int kRingPoints = 60;
constexpr int kSidePoints = 40;
constexpr double kBaseLevel = .98;        // where long-axis slices end
constexpr double kMiddleOfLongAxis = 24;  // millimetres above the cap's rim
constexpr double kShade = .65;            // light lost where the wall turns away

double uptake_at(const FloatImage& map, SurfacePoint point) {
  const double distance = kMapDisc.radius * std::min(point.level, .99);
  const double theta = point.theta * kRadiansPerDegree;
  const int x = static_cast<int>(kMapDisc.centre_x + distance * std::cos(theta));
  const int y = static_cast<int>(kMapDisc.centre_y - distance * std::sin(theta));
  return *map.pixel(std::clamp(x, 0, kMapSide - 1), std::clamp(y, 0, kMapSide - 1));
}

// A place of the wall on a slice, in millimetres from the box's middle, x right, y down.
struct WallPoint {
  double x;
  double y;
  double uptake;
};

std::vector<WallPoint> short_axis_wall(const FloatImage& map, double level) {
  std::vector<WallPoint> wall;
  for (int i = 0; i < kRingPoints; ++i) {
    const SurfacePoint point{i * 360.0 / kRingPoints, level};
    const Vector3 position = surface_position(point);
    wall.push_back({position.x, -position.y, uptake_at(map, point)});
  }
  return wall;
}

// Two walls that meet at the apex: apex up with the septum left, or apex left with the anterior
// wall up.
std::vector<WallPoint> long_axis_wall(const FloatImage& map, SliceCut cut) {
  const bool horizontal = cut == SliceCut::kHorizontalLongAxis;
  std::vector<WallPoint> wall;
  for (const double theta : {horizontal ? 180.0 : 90.0, horizontal ? 0.0 : 270.0}) {
    for (int i = 0; i < kSidePoints; ++i) {
      const SurfacePoint point{theta, kBaseLevel * i / (kSidePoints - 1)};
      const Vector3 position = surface_position(point);
      const double along = position.z - kMiddleOfLongAxis;
      const double uptake = uptake_at(map, point);
      wall.push_back(horizontal ? WallPoint{position.x, along, uptake}
                                : WallPoint{along, -position.y, uptake});
    }
  }
  return wall;
}

double wall_activity(const std::vector<WallPoint>& wall, double x, double y) {
  double nearest = 1e9;
  double uptake = 0;
  for (const WallPoint& point : wall) {
    const double distance = (x - point.x) * (x - point.x) + (y - point.y) * (y - point.y);
    if (distance >= nearest) continue;
    nearest = distance;
    uptake = point.uptake;
  }
  return uptake * std::exp(-nearest / (2 * kWallSigma * kWallSigma));
}

// Heights and radii of the wall, to be looked up by height.
class WallProfile {
 public:
  WallProfile() {
    for (int i = 0; i <= kSteps; ++i) points_.push_back(surface_position({0, level_of(i)}));
  }
  static double level_of(int step) { return static_cast<double>(step) / kSteps; }
  double bottom() const { return points_.front().z; }
  double top() const { return points_.back().z; }

  struct Place {
    double level;
    double radius;
  };
  Place at(double height) const {
    int step = 1;
    while (step < kSteps && points_[step].z < height) ++step;
    const double share = (height - points_[step - 1].z) / (points_[step].z - points_[step - 1].z);
    return {(step - 1 + share) / kSteps,
            points_[step - 1].x + share * (points_[step].x - points_[step - 1].x)};
  }

 private:
  static constexpr int kSteps = 64;
  std::vector<Vector3> points_;
};

}  // namespace

void paint_slice(Image& screen, const FloatImage& uptake, const ScreenSlice& slice,
                 const ColourScale& scale) {
  const bool is_short = slice.cut == SliceCut::kShortAxis;
  const std::vector<WallPoint> wall =
      is_short ? short_axis_wall(uptake, slice.level) : long_axis_wall(uptake, slice.cut);
  const ScreenBox& box = slice.box;
  const double millimetres = (is_short ? kShortAxisField : kLongAxisField) / box.width;
  for (int y = 0; y < box.height; ++y) {
    for (int x = 0; x < box.width; ++x) {
      const double activity = wall_activity(wall, (x + .5 - box.width / 2.0) * millimetres,
                                            (y + .5 - box.height / 2.0) * millimetres);
      std::ranges::copy(colour_for(scale, activity), screen.pixel(box.left + x, box.top + y));
    }
  }
}

void paint_ventricle(Image& screen, const FloatImage& uptake, const ScreenVentricle& ventricle,
                     const ColourScale& scale) {
  static const WallProfile profile;
  const ScreenBox& box = ventricle.box;
  const double millimetres = kLongAxisField / box.width;
  const double cosine = std::cos(ventricle.tilt_degrees * kRadiansPerDegree);
  const double sine = std::sin(ventricle.tilt_degrees * kRadiansPerDegree);
  const double middle = (profile.bottom() + profile.top()) / 2;
  for (int y = 0; y < box.height; ++y) {
    for (int x = 0; x < box.width; ++x) {
      const double right = (x + .5 - box.width / 2.0) * millimetres;
      const double up = -(y + .5 - box.height / 2.0) * millimetres;
      const double height = middle + cosine * up + sine * right;
      const double across = cosine * right - sine * up;
      if (height <= profile.bottom() || height >= profile.top()) continue;
      const auto [level, radius] = profile.at(height);
      const double share = std::clamp((radius - std::abs(across)) / millimetres + .5, 0.0, 1.0);
      if (share == 0.0) continue;
      const double sideways = std::clamp(across / radius, -1.0, 1.0);
      const double theta = ventricle.facing_degrees + std::asin(sideways) / kRadiansPerDegree;
      const double light = 1 - kShade * (1 - std::sqrt(1 - sideways * sideways));
      const Rgb colour = colour_for(scale, uptake_at(uptake, {theta, level}));
      uint8_t* pixel = screen.pixel(box.left + x, box.top + y);
      for (size_t c = 0; c < 3; ++c) {
        pixel[c] = static_cast<uint8_t>(pixel[c] + share * (light * colour[c] - pixel[c]) + .5);
      }
    }
  }
}

}  // namespace myolens
