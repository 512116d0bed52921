// Gaussian blur and smooth random fields on the surface of the ventricle. Immutable after
// construction; thread-safe.
#pragma once

#include <vector>

#include "myolens/base/random.h"
#include "myolens/phantom/surface.h"

namespace myolens {

// Weights fall with the straight distance in millimetres and count wall area, so the blur is the
// same in all directions, mixes across the apex, and leaves an even field even.
class SurfaceBlur {
 public:
  explicit SurfaceBlur(double sigma_millimetres);

  SurfaceField apply(const SurfaceField& field) const;

  // White noise blurred: mean 0, standard deviation 1 at every node.
  SurfaceField smooth_noise(RandomStream& random) const;

 private:
  // What one row receives from another: weights by distance in columns, to both sides alike.
  struct RowKernel {
    int source_level = 0;
    std::vector<float> weights;
  };
  std::vector<RowKernel> row_kernels(int level, double sigma_millimetres) const;
  double noise_deviation(int level) const;

  std::vector<std::vector<RowKernel>> kernels_;  // per row
  std::vector<double> noise_deviation_;          // of blurred unit white noise, per row
};

}  // namespace myolens
