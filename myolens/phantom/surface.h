// The wall of the left ventricle as a surface in millimetres: half an ellipsoid at the apex, a
// cylinder above. Everything the phantom draws, blurs or disturbs happens here; the disc only shows
// the result, because a width in disc pixels means different millimetres at apex and base.
// Values only; thread-safe.
#pragma once

#include <cstddef>
#include <vector>

namespace myolens {

// `theta`: degrees, counter-clockwise from the lateral wall (anterior 90, septum 180, inferior
// 270). `level`: position along the long axis, 0 at the apex, 1 at the rim of the disc.
struct SurfacePoint {
  double theta = 0;
  double level = 0;
};

inline constexpr double kApexToRimMillimetres = 95;
inline constexpr double kWallRadiusMillimetres = 30;

// The grid: rows are levels from apex to base, columns are angles from 0 degrees. It ends above the
// rim because a valve plane set too high shows what lies beyond.
inline constexpr int kSurfaceAngles = 120;
inline constexpr int kSurfaceLevels = 60;
inline constexpr double kSurfaceTop = 1.10;

double level_of_row(int level_index);
double theta_of_column(int angle_index);
SurfacePoint surface_node(int level_index, int angle_index);

// Signed smallest turn from `from` to `to`, in degrees, in [-180, 180).
double angle_between(double from, double to);

struct Vector3 {
  double x = 0;
  double y = 0;
  double z = 0;
};

// Millimetres; z runs along the long axis towards the base.
Vector3 surface_position(SurfacePoint point);
Vector3 node_position(int level_index, int angle_index);  // the same for a node, from a table

// Unit vectors on the surface: along a circle of equal level, from apex to base, and outwards.
struct SurfaceFrame {
  Vector3 around;
  Vector3 along;
  Vector3 outward;
};
SurfaceFrame surface_frame(SurfacePoint point);

// Wall area that a node of a row stands for, in square millimetres.
double node_area(int level_index);

// One value per node, row by row from the apex.
struct SurfaceField {
  std::vector<float> values;

  SurfaceField() : SurfaceField(0) {}
  explicit SurfaceField(float value);
  float* row(int level_index) {
    return values.data() + static_cast<size_t>(level_index) * kSurfaceAngles;
  }
  const float* row(int level_index) const {
    return values.data() + static_cast<size_t>(level_index) * kSurfaceAngles;
  }
  SurfaceField& operator+=(const SurfaceField& other);
};

}  // namespace myolens
