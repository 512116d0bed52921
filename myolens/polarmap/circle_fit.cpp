#include "myolens/polarmap/circle_fit.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "myolens/base/random.h"

namespace myolens {
namespace {

constexpr int kTriples = 300;  // finds a circle that a third of the points support, but for 1e-5
constexpr double kClearShare = 0.85;  // of the points: no other circle can have more
constexpr int kRefinements = 8;

std::optional<Disc> circle_through(const Point& a, const Point& b, const Point& c) {
  const double bx = b.x - a.x;
  const double by = b.y - a.y;
  const double cx = c.x - a.x;
  const double cy = c.y - a.y;
  const double twice_area = bx * cy - by * cx;
  if (std::abs(twice_area) < 1e-6) return std::nullopt;
  const double b_square = bx * bx + by * by;
  const double c_square = cx * cx + cy * cy;
  const double x = (cy * b_square - by * c_square) / (2 * twice_area);
  const double y = (bx * c_square - cx * b_square) / (2 * twice_area);
  return Disc{a.x + x, a.y + y, std::hypot(x, y)};
}

double distance_from(const Disc& circle, const Point& point) {
  return std::hypot(point.x - circle.centre_x, point.y - circle.centre_y) - circle.radius;
}

size_t supporters(const Disc& circle, const std::vector<Point>& points, double tolerance) {
  const double inner = std::max(circle.radius - tolerance, 0.0);
  const double outer = circle.radius + tolerance;
  size_t count = 0;
  for (const Point& point : points) {
    const double x = point.x - circle.centre_x;
    const double y = point.y - circle.centre_y;
    const double square = x * x + y * y;
    count += square >= inner * inner && square <= outer * outer ? 1 : 0;
  }
  return count;
}

// Normal equations of the step (dx, dy, dr), symmetric: xx xy xr yy yr rr.
struct NormalEquations {
  double xx = 0, xy = 0, xr = 0, yy = 0, yr = 0, rr = 0;
  double x = 0, y = 0, r = 0;

  void add(double ux, double uy, double residual) {
    xx += ux * ux;
    xy += ux * uy;
    xr += ux;
    yy += uy * uy;
    yr += uy;
    rr += 1;
    x += ux * residual;
    y += uy * residual;
    r += residual;
  }

  // Cramer's rule; nothing when the points do not determine a circle.
  std::optional<std::array<double, 3>> solved() const {
    const double det =
        xx * (yy * rr - yr * yr) - xy * (xy * rr - yr * xr) + xr * (xy * yr - yy * xr);
    if (rr < 3 || std::abs(det) < 1e-9 * rr * rr * rr) return std::nullopt;
    return std::array<double, 3>{
        (x * (yy * rr - yr * yr) - xy * (y * rr - yr * r) + xr * (y * yr - yy * r)) / det,
        (xx * (y * rr - r * yr) - x * (xy * rr - yr * xr) + xr * (xy * r - y * xr)) / det,
        (xx * (yy * r - yr * y) - xy * (xy * r - y * xr) + x * (xy * yr - yy * xr)) / det};
  }
};

}  // namespace

std::optional<Disc> consensus_circle(const std::vector<Point>& points, const CircleSearch& search) {
  if (points.size() < 3) return std::nullopt;
  RandomStream random(0, "consensus circle");
  const auto draw = [&]() -> const Point& { return points[random.below(points.size())]; };
  std::optional<Disc> best;
  size_t best_support = 0;
  for (int i = 0; i < kTriples; ++i) {
    const auto circle = circle_through(draw(), draw(), draw());
    if (!circle || circle->radius < search.smallest_radius ||
        circle->radius > search.largest_radius) {
      continue;
    }
    const size_t support = supporters(*circle, points, search.tolerance);
    if (support > best_support) {
      best_support = support;
      best = circle;
    }
    if (static_cast<double>(best_support) > kClearShare * static_cast<double>(points.size())) break;
  }
  return best;
}

Disc refined_circle(const std::vector<Point>& points, const Disc& start, double tolerance) {
  Disc circle = start;
  for (int i = 0; i < kRefinements; ++i) {
    NormalEquations equations;
    for (const Point& point : points) {
      const double distance = distance_from(circle, point);
      if (std::abs(distance) > tolerance) continue;
      const double from_centre = distance + circle.radius;
      equations.add((point.x - circle.centre_x) / from_centre,
                    (point.y - circle.centre_y) / from_centre, distance);
    }
    const auto step = equations.solved();
    const auto far = [&](double change) { return !(std::abs(change) < circle.radius); };
    if (!step || std::ranges::any_of(*step, far)) return start;
    circle.centre_x += (*step)[0];
    circle.centre_y += (*step)[1];
    circle.radius += (*step)[2];
  }
  return circle;
}

}  // namespace myolens
