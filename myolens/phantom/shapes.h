// Soft-edged regions of the ventricle's wall: weights between 0 outside and 1 inside.
#pragma once

#include "myolens/phantom/surface.h"

namespace myolens {

// 0.5 at 0, rising from 0.02 to 0.98 between -2 and 2.
double soft_step(double x);

// A stretch of wall between two angles, from a level up to the base: attenuation, the membranous
// septum, the ends of the right ventricle.
struct Band {
  double theta = 0;       // middle, degrees
  double half_width = 0;  // degrees
  double edge = 0;        // softness of the sides, degrees
  double from_level = 0;
  double level_edge = 0;  // softness of the lower end
};
SurfaceField band_weights(const Band& band);

// An ellipsoid in millimetres that cuts the surface: lesions, soft tissue, gut. On the disc its
// outline is neither a sector nor a ring.
struct Patch {
  SurfacePoint centre;
  double around_millimetres = 0;  // half-size along the circle of equal level
  double along_millimetres = 0;   // half-size along the long axis
  double edge = 0;                // scale of the logistic edge, as a share of the half-size
};
SurfaceField patch_weights(const Patch& patch);

// The same with an outline that wanders as `outline`, a smooth field of mean 0 and deviation 1.
SurfaceField patch_weights(const Patch& patch, const SurfaceField& outline);

}  // namespace myolens
