// A prepared polar map in few numbers, in which other kinds of pictures look different.
#pragma once

#include <array>
#include <vector>

#include "myolens/imaging/image.h"

namespace myolens {

inline constexpr int kAppearanceSide = 8;
inline constexpr int kOrientationSide = 16;
inline constexpr int kColourLevels = 16;  // per channel
inline constexpr size_t kColourCells = size_t{kColourLevels} * kColourLevels * kColourLevels;

struct MapSignature {
  // kAppearanceSide x kAppearanceSide x RGB, 0 to 1.
  std::vector<double> appearance;
  // Brightness, kOrientationSide x kOrientationSide, mean 0 and standard deviation 1 (a map of one
  // brightness: all 0).
  std::vector<double> brightness;
  // Share of the disc's pixels per cell of the RGB cube, red slowest.
  std::vector<float> colours;
};

// `map`: square RGB, the disc touches its sides, black around it. Errors: kInvalidArgument (another
// shape).
MapSignature map_signature(const Image& map);

// The eight ways to lay a square down: as it is, then turned by 90, 180 and 270 degrees
// counter-clockwise, then mirrored left to right, and that turned likewise.
inline constexpr size_t kOrientations = 8;
std::array<std::vector<double>, kOrientations> all_orientations(
    const std::vector<double>& brightness);

}  // namespace myolens
