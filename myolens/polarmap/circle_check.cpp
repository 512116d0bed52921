#include "myolens/polarmap/circle_check.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "myolens/polarmap/foreground.h"
#include "myolens/polarmap/rim_profile.h"
#include "myolens/polarmap/rim_reader.h"

namespace myolens {
namespace {

constexpr double kTolerance = 0.01;   // of the radius
constexpr double kLeastPixels = 1.2;  // what antialiasing and JPEG move an edge by
constexpr double kEdgeReach = 0.08;   // of the radius: how far off the circle edges are looked for
constexpr double kLeastReach = 6;     // pixels
constexpr double kOnCircleShare = 0.5;  // of the edges seen
constexpr double kSeenShare = 0.2;      // of the rays on the screen
// More easily than the finder, which must not take what only looks like a gap for one.
constexpr double kFaintGap = 0.06;
constexpr double kClearGap = 0.2;  // a fainter one may also be a dim rim with a line along it
constexpr double kFaintFade = 0.1;

bool edges_agree(const RimReader& rim, const Disc& disc, double tolerance) {
  const auto edges =
      rim.rim_points(disc, std::max(kLeastReach, kEdgeReach * disc.radius), RimReader::kFewRays);
  const auto on_circle = std::ranges::count_if(edges, [&](const Point& edge) {
    const double distance = std::hypot(edge.x - disc.centre_x, edge.y - disc.centre_y);
    return std::abs(distance - disc.radius) <= tolerance;
  });
  const auto seen = static_cast<double>(edges.size());
  const double rays = rim.visible_share(disc) * RimReader::kRays / RimReader::kFewRays;
  return seen >= kSeenShare * rays && static_cast<double>(on_circle) >= kOnCircleShare * seen;
}

bool is_certain(const RimReader& rim, const Disc& disc) {
  const double tolerance = std::max(kLeastPixels, kTolerance * disc.radius);
  const RimProfile profile = rim_profile(rim, disc);
  // JPEG may hide the gap from single rays, which then see the arcs' edge: they are not asked.
  if (const auto end = end_before_gap(profile, kFaintGap)) {
    return std::abs(*end) <= tolerance && end_before_gap(profile, kClearGap);
  }
  return !fades_out(profile, disc.radius, kFaintFade) && edges_agree(rim, disc, tolerance);
}

}  // namespace

bool circle_is_certain(const Image& screen, const Disc& disc) {
  return std::ranges::any_of(likely_backgrounds(screen), [&](Rgb ground) {
    return is_certain(RimReader(screen, ground), disc);
  });
}

}  // namespace myolens
