// Holes in a smooth picture filled as a membrane that is held at their edges.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "myolens/imaging/image.h"

namespace myolens {

// One set of holes, to be filled in any number of planes of its size.
class SurfaceFill {
 public:
  // Pixels of `holes` other than 0 are filled from pixels of `usable` other than 0 that are no
  // holes. One channel each, of the same size.
  SurfaceFill(const Image& holes, const Image& usable);

  // Holes take the mean of their neighbours (Laplace's equation, Gauss-Seidel); holes without a
  // usable pixel in reach stay as they are.
  void apply(Image& plane) const;

 private:
  int width_;
  int height_;
  // Over the picture with a margin of one pixel, which spares tests at the borders.
  std::array<ptrdiff_t, 8> neighbours_;  // offsets
  std::vector<float> known_;             // 1 where a pixel may be averaged at once, else 0
  std::vector<ptrdiff_t> order_;         // holes in reach, those nearest to known pixels first
};

}  // namespace myolens
