// Circles through points of which many may belong to something else.
#pragma once

#include <optional>
#include <vector>

#include "myolens/polarmap/disc.h"

namespace myolens {

struct Point {
  double x = 0;
  double y = 0;
};

struct CircleSearch {
  double tolerance = 1;  // largest distance of a supporting point from the circle
  double smallest_radius = 1;
  double largest_radius = 1;
};

// The circle with most supporting points among circles through three random ones (RANSAC, Fischler
// and Bolles 1981); the draws are the same on every call. Nothing when no triple gives a circle of
// a permitted radius.
std::optional<Disc> consensus_circle(const std::vector<Point>& points, const CircleSearch& search);

// Least-squares circle (geometric distances, Gauss-Newton) over the points within `tolerance` of
// the circle so far; `start` when these are fewer than three or determine no circle.
Disc refined_circle(const std::vector<Point>& points, const Disc& start, double tolerance);

}  // namespace myolens
