#include "myolens/phantom/surface.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace myolens {
namespace {

constexpr double kRadiansPerDegree = std::numbers::pi / 180;
constexpr double kCapTop = 0.45;  // level where the cap ends and the cylinder begins

// Height of the cap in millimetres, such that its arc measures kCapTop * kApexToRimMillimetres
// (quarter ellipse with half-axes 30 and 24.4: 42.8 mm).
constexpr double kCapHeight = 24.4;

constexpr double kLevelStep = kSurfaceTop / kSurfaceLevels;

// Position on the cap's quarter ellipse: 0 at the apex, pi/2 from kCapTop on.
double cap_angle(double level) {
  return std::numbers::pi / 2 * std::min(std::max(level, 0.0) / kCapTop, 1.0);
}

double radius_at(double level) { return kWallRadiusMillimetres * std::sin(cap_angle(level)); }

std::vector<Vector3> all_node_positions() {
  std::vector<Vector3> positions;
  for (int level = 0; level < kSurfaceLevels; ++level) {
    for (int angle = 0; angle < kSurfaceAngles; ++angle) {
      positions.push_back(surface_position(surface_node(level, angle)));
    }
  }
  return positions;
}

}  // namespace

double level_of_row(int level_index) { return (level_index + 0.5) * kLevelStep; }

double theta_of_column(int angle_index) { return angle_index * 360.0 / kSurfaceAngles; }

SurfacePoint surface_node(int level_index, int angle_index) {
  return {theta_of_column(angle_index), level_of_row(level_index)};
}

double angle_between(double from, double to) {
  const double turn = std::fmod(to - from + 180, 360);
  return turn < 0 ? turn + 180 : turn - 180;
}

Vector3 surface_position(SurfacePoint point) {
  const double radius = radius_at(point.level);
  const double theta = point.theta * kRadiansPerDegree;
  const double above_cap = std::max(point.level - kCapTop, 0.0) * kApexToRimMillimetres;
  return {radius * std::cos(theta), radius * std::sin(theta),
          above_cap - kCapHeight * std::cos(cap_angle(point.level))};
}

Vector3 node_position(int level_index, int angle_index) {
  static const std::vector<Vector3> positions = all_node_positions();
  return positions[static_cast<size_t>(level_index) * kSurfaceAngles +
                   static_cast<size_t>(angle_index)];
}

SurfaceFrame surface_frame(SurfacePoint point) {
  const double theta = point.theta * kRadiansPerDegree;
  const double rise_radial = kWallRadiusMillimetres * std::cos(cap_angle(point.level));
  const double rise_axial = kCapHeight * std::sin(cap_angle(point.level));
  const double length = std::hypot(rise_radial, rise_axial);
  const double radial = rise_radial / length;
  const double axial = rise_axial / length;
  const double cosine = std::cos(theta);
  const double sine = std::sin(theta);
  return {.around = {-sine, cosine, 0},
          .along = {radial * cosine, radial * sine, axial},
          .outward = {axial * cosine, axial * sine, -radial}};
}

double node_area(int level_index) {
  const double level = level_of_row(level_index);
  const double around = radius_at(level) * 360 * kRadiansPerDegree / kSurfaceAngles;
  return around * kLevelStep * kApexToRimMillimetres;
}

SurfaceField::SurfaceField(float value)
    : values(static_cast<size_t>(kSurfaceAngles) * kSurfaceLevels, value) {}

SurfaceField& SurfaceField::operator+=(const SurfaceField& other) {
  for (size_t i = 0; i < values.size(); ++i) values[i] += other.values[i];
  return *this;
}

}  // namespace myolens
