// The pixels of a disc, row by row.
#pragma once

#include <algorithm>
#include <cmath>

#include "myolens/polarmap/disc.h"

namespace myolens {

struct RowSpan {
  int first = 0;
  int end = 0;  // past the last one
};

// Columns of row `y`, out of `width`, whose centres lie within `radius` of the disc's centre.
inline RowSpan row_span(const Disc& disc, double radius, int y, int width) {
  const double dy = y + 0.5 - disc.centre_y;
  const double square = radius * radius - dy * dy;
  if (radius <= 0 || square < 0) return {};
  const double half = std::sqrt(square);
  const double first = std::max(std::ceil(disc.centre_x - half - 0.5), 0.0);
  const double end =
      std::min(std::floor(disc.centre_x + half - 0.5) + 1, static_cast<double>(width));
  return first < end ? RowSpan{static_cast<int>(first), static_cast<int>(end)} : RowSpan{};
}

}  // namespace myolens
