// Holes in a smooth picture filled as a membrane that is held at their edges.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "myolens/imaging/image.h"

namespace myolens {

// One set of holes, to be filled in any number of planes of its size. Immutable after construction.
class SurfaceFill {
 public:
  // Pixels of `holes` that are 255 are filled from pixels of `usable` other than 0 that are no
  // holes. One channel each, of the same size.
  SurfaceFill(const Image& holes, const Image& usable);

  // Pixels as y * width + x.
  const std::vector<uint32_t>& edge() const { return edge_; }    // whose values are taken
  const std::vector<uint32_t>& holes() const { return holes_; }  // that can be filled

  // Values of holes() for the values of edge(): each the mean of its neighbours (Laplace's equation
  // by a few steps of successive over-relaxation: to a percent for holes 10 pixels wide).
  std::vector<float> solve(const std::vector<float>& edge_values) const;

 private:
  // Places in the list of holes followed by the edge; a hole that lacks one names itself.
  using Neighbours = std::array<uint32_t, 4>;

  std::vector<uint32_t> holes_;  // those nearest to the edge first
  std::vector<uint32_t> edge_;
  std::vector<Neighbours> neighbours_;  // of each hole
};

}  // namespace myolens
