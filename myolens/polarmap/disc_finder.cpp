#include "myolens/polarmap/disc_finder.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "myolens/base/error.h"
#include "myolens/polarmap/circle_fit.h"
#include "myolens/polarmap/foreground.h"

namespace myolens {
namespace {

constexpr int kBlocksPerSide = 400;  // of the longer side: 4-pixel blocks on a 1640-pixel screen
constexpr size_t kCandidates = 6;    // components looked at
constexpr int kRays = 720;           // from the centre over the rim
constexpr double kStep = 0.5;        // pixels between samples along a ray
constexpr double kSmallestShare = 0.03;  // radius over the screen's longer side
constexpr double kSmallestRadius = 12;   // pixels
constexpr double kRoundness = 0.015;     // of the radius: how far the rim may leave the circle
constexpr double kRimShare = 0.5;      // of the visible rays must see the rim: defects may hide it
constexpr double kVisibleShare = 0.5;  // of all rays must cross the rim inside the screen
constexpr double kFillShare = 0.3;     // of the disc must stand out: a ring does not
constexpr double kInnerFillShare = 0.05;  // of its inner half: a letter O is empty there
constexpr double kSurroundShare = 0.75;   // of the ground around the disc must be background

class RimReader {
 public:
  RimReader(const Image& screen, Rgb background) : screen_(screen), background_(background) {}

  // Where the rim crosses each ray, within `window` pixels of the circle; rays that see no rim
  // leave nothing.
  std::vector<Point> rim_points(const Disc& disc, double window) const {
    std::vector<Point> points;
    std::vector<double> profile;
    for (int i = 0; i < kRays; ++i) {
      const double angle = 2 * std::numbers::pi * i / kRays;
      const double start = std::max(disc.radius - window, 0.0);
      const auto steps = static_cast<size_t>((disc.radius + window - start) / kStep);
      profile.clear();
      for (size_t k = 0; k <= steps; ++k) {
        profile.push_back(level(at(disc, start + kStep * static_cast<double>(k), angle)));
      }
      if (const auto edge = outer_edge(profile)) {
        points.push_back(at(disc, start + kStep * *edge, angle));
      }
    }
    return points;
  }

  bool on_screen(const Point& point) const {
    return point.x > 0 && point.y > 0 && point.x < screen_.width && point.y < screen_.height;
  }

  double visible_share(const Disc& disc) const {
    return ray_share(disc.radius - 1.5, disc, [&](const Point& point) { return on_screen(point); });
  }

  // Share of the rim, seen 2.5 pixels inside, that stands out.
  double rim_share(const Disc& disc) const {
    return ray_share(disc.radius - 2.5, disc,
                     [&](const Point& point) { return level(point) >= kForegroundLevel; });
  }

  // Share of the disc that stands out, by rings of equal area.
  double fill_share(const Disc& disc) const {
    constexpr int kRings = 16;
    double sum = 0;
    for (int ring = 0; ring < kRings; ++ring) {
      sum += ray_share(disc.radius * std::sqrt((ring + 0.5) / kRings), disc,
                       [&](const Point& point) { return level(point) >= kForegroundLevel; });
    }
    return sum / kRings;
  }

  double surround_share(const Disc& disc) const {
    constexpr int kRings = 4;
    double sum = 0;
    for (int ring = 0; ring < kRings; ++ring) {
      sum += ray_share(disc.radius * (1.01 + 0.01 * ring) + 2, disc,
                       [&](const Point& point) { return level(point) < kForegroundLevel; });
    }
    return sum / kRings;
  }

 private:
  static Point at(const Disc& disc, double radius, double angle) {
    return {disc.centre_x + radius * std::cos(angle), disc.centre_y - radius * std::sin(angle)};
  }

  template <typename Test>
  static double ray_share(double radius, const Disc& disc, const Test& test) {
    int count = 0;
    for (int i = 0; i < kRays; ++i) {
      if (test(at(disc, radius, 2 * std::numbers::pi * i / kRays))) ++count;
    }
    return static_cast<double>(count) / kRays;
  }

  double pixel_level(int x, int y) const {
    return screen_.contains(x, y) ? difference(screen_.pixel(x, y), background_) : 0;
  }

  // Difference from the background between pixels; what lies outside the screen is background.
  double level(const Point& point) const {
    const double x = point.x - 0.5;
    const double y = point.y - 0.5;
    const auto left = static_cast<int>(std::floor(x));
    const auto top = static_cast<int>(std::floor(y));
    const double right_share = x - left;
    const double bottom_share = y - top;
    return (1 - bottom_share) * ((1 - right_share) * pixel_level(left, top) +
                                 right_share * pixel_level(left + 1, top)) +
           bottom_share * ((1 - right_share) * pixel_level(left, top + 1) +
                           right_share * pixel_level(left + 1, top + 1));
  }

  // Position, in steps, where the profile has fallen to half of its height just inside; nothing
  // when it is dark throughout or does not fall.
  static std::optional<double> outer_edge(const std::vector<double>& profile) {
    constexpr size_t kInside = 6;
    constexpr size_t kOutside = 3;
    const auto foreground = [](double value) { return value >= kForegroundLevel; };
    const auto last = std::find_if(profile.rbegin(), profile.rend(), foreground);
    const auto outside = static_cast<size_t>(last - profile.rbegin());
    if (last == profile.rend() || outside < kOutside) return std::nullopt;
    size_t index = profile.size() - 1 - outside;
    const double height = std::max(profile[index - std::min(index, kInside)], profile[index]);
    const double half = std::max(height / 2, double{kForegroundLevel});
    while (profile[index] < half) --index;
    return static_cast<double>(index) +
           (profile[index] - half) / (profile[index] - profile[index + 1]);
  }

  const Image& screen_;
  Rgb background_;
};

double distance_from_rim(const Disc& disc, const Point& point) {
  return std::abs(std::hypot(point.x - disc.centre_x, point.y - disc.centre_y) - disc.radius);
}

bool is_disc(const RimReader& rim, const Disc& disc) {
  const double visible = rim.visible_share(disc);
  if (visible < kVisibleShare || !rim.on_screen({disc.centre_x, disc.centre_y})) return false;
  const double tolerance = std::max(kRoundness * disc.radius, 1.5);
  const auto points = rim.rim_points(disc, 3 * tolerance);
  const auto round = std::ranges::count_if(
      points, [&](const Point& point) { return distance_from_rim(disc, point) <= tolerance; });
  return static_cast<double>(round) >= kRimShare * visible * kRays &&
         rim.fill_share(disc) >= kFillShare &&
         rim.fill_share({disc.centre_x, disc.centre_y, disc.radius / 2}) >= kInnerFillShare &&
         rim.surround_share(disc) >= kSurroundShare;
}

std::optional<Disc> disc_in(const Component& component, const RimReader& rim,
                            const CircleSearch& search) {
  const auto rough = consensus_circle(component.outline, search);
  if (!rough) return std::nullopt;
  Disc disc = refined_circle(component.outline, *rough, search.tolerance);
  for (const double window : {3.0 * search.tolerance, 6.0, 6.0}) {
    disc = refined_circle(rim.rim_points(disc, window), disc, window / 3);
  }
  return is_disc(rim, disc) ? std::optional(disc) : std::nullopt;
}

std::optional<Disc> largest_disc(const Image& screen, Rgb background) {
  const int longer_side = std::max(screen.width, screen.height);
  const int block = std::max(longer_side / kBlocksPerSide, 1);
  const RimReader rim(screen, background);
  const CircleSearch search{static_cast<double>(block),
                            std::max(kSmallestRadius, kSmallestShare * longer_side),
                            0.75 * longer_side};
  std::optional<Disc> best;
  for (const Component& component : largest_components(screen, background, block, kCandidates)) {
    const double covered = static_cast<double>(component.blocks) * block * block;
    const double radius = best ? best->radius : search.smallest_radius;
    if (covered < kFillShare * std::numbers::pi * radius * radius) break;
    const auto disc = disc_in(component, rim, search);
    if (disc && (!best || disc->radius > best->radius)) best = disc;
  }
  return best;
}

// A square picture with black corners and a rim that touches its sides is a map cut out before: its
// circle is known, even where the colour scale ends in black.
std::optional<Disc> inscribed_disc(const Image& screen) {
  constexpr double kCornerRadius = 1.05;
  constexpr double kBlackShare = 0.995;
  constexpr double kTouchingShare = 0.3;
  if (screen.width != screen.height) return std::nullopt;
  const double radius = screen.width / 2.0;
  const Disc disc{radius, radius, radius};
  size_t corner = 0;
  size_t black = 0;
  for (int y = 0; y < screen.height; ++y) {
    for (int x = 0; x < screen.width; ++x) {
      const double dx = x + 0.5 - radius;
      const double dy = y + 0.5 - radius;
      if (dx * dx + dy * dy < kCornerRadius * kCornerRadius * radius * radius) continue;
      ++corner;
      black += difference(screen.pixel(x, y), Rgb{}) < kForegroundLevel ? 1 : 0;
    }
  }
  if (static_cast<double>(black) < kBlackShare * static_cast<double>(corner)) return std::nullopt;
  const RimReader rim(screen, Rgb{});
  return rim.rim_share(disc) >= kTouchingShare ? std::optional(disc) : std::nullopt;
}

}  // namespace

std::optional<Disc> find_disc(const Image& screen) {
  if (screen.channels != 3) {
    throw Error(ErrorCode::kInvalidArgument, "a disc is looked for on an RGB picture, got " +
                                                 std::to_string(screen.channels) + " channels");
  }
  if (std::min(screen.width, screen.height) < 2 * kSmallestRadius) return std::nullopt;
  if (const auto disc = inscribed_disc(screen)) return disc;
  for (const Rgb background : likely_backgrounds(screen)) {
    if (const auto disc = largest_disc(screen, background)) return disc;
  }
  return std::nullopt;
}

}  // namespace myolens
