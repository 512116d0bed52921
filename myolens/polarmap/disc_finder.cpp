#include "myolens/polarmap/disc_finder.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <vector>

#include "myolens/base/error.h"
#include "myolens/polarmap/circle_fit.h"
#include "myolens/polarmap/foreground.h"
#include "myolens/polarmap/rim_profile.h"
#include "myolens/polarmap/rim_reader.h"

namespace myolens {
namespace {

constexpr int kBlocksPerSide = 400;  // of the longer side: 4-pixel blocks on a 1640-pixel screen
constexpr size_t kCandidates = 24;   // components looked at
constexpr int kDiscsPerComponent = 6;
constexpr double kSmallestShare = 0.03;   // radius over the screen's longer side
constexpr double kSmallestRadius = 12;    // pixels
constexpr double kSmallestOfGroup = 0.5;  // radius over the largest disc's: slices are smaller
constexpr double kRoundness = 0.015;      // of the radius: how far the rim may leave the circle
constexpr double kRimShare = 0.45;     // of the visible rays must see the rim: defects may hide it
constexpr double kVisibleShare = 0.5;  // of all rays must cross the rim inside the screen
constexpr double kFillShare = 0.3;     // of the disc must stand out: a ring does not
constexpr double kInnerFillShare = 0.05;  // of its inner half: a letter O is empty there
constexpr double kGroundShare = 0.7;      // of what surrounds the disc must be ground
constexpr double kSharpness = 0.7;        // slices and blurred spots fade out instead
constexpr double kFirstSharpness = 0.45;  // before the circle is exact
constexpr double kColourDeviation = 2.5;  // grey levels; a plain disc has none but JPEG noise
constexpr double kGapDepth = 0.1;         // of the level at both sides of a gap before arcs
constexpr double kFadeShare = 0.15;       // of the level inside a cut edge that may be left outside
constexpr double kArcReach = 10;          // pixels by which arcs around a disc may stand off

double distance_from_rim(const Disc& disc, const Point& point) {
  return std::abs(std::hypot(point.x - disc.centre_x, point.y - disc.centre_y) - disc.radius);
}

// `arcs` says that arcs are known to surround the disc where its ground is looked for.
bool is_polar_map(const RimReader& rim, const Disc& disc, bool arcs) {
  const double visible = rim.visible_share(disc);
  if (visible < kVisibleShare || !rim.on_screen({disc.centre_x, disc.centre_y})) return false;
  const double tolerance = std::max(kRoundness * disc.radius, 1.5);
  const auto points = rim.rim_points(disc, 3 * tolerance);
  const auto round = std::ranges::count_if(
      points, [&](const Point& point) { return distance_from_rim(disc, point) <= tolerance; });
  return static_cast<double>(round) >= kRimShare * visible * RimReader::kRays &&
         rim.fill_share(disc) >= kFillShare &&
         rim.fill_share({disc.centre_x, disc.centre_y, disc.radius / 2}) >= kInnerFillShare &&
         (arcs || rim.ground_share(disc) >= kGroundShare) && rim.sharpness(disc) >= kSharpness &&
         rim.colour_deviation(disc) >= kColourDeviation && !rim.is_colour_wheel(disc);
}

// The circle moved to the innermost radius at which many rays leave the disc: the outline of a
// component may be that of arcs drawn around it.
Disc at_innermost_rim(const RimReader& rim, Disc disc, double window) {
  constexpr double kBin = 1.5;  // pixels
  std::vector<double> radii;
  for (const Point& point : rim.rim_points(disc, window, RimReader::kFewRays)) {
    radii.push_back(std::hypot(point.x - disc.centre_x, point.y - disc.centre_y));
  }
  std::ranges::sort(radii);
  constexpr size_t kEnough = RimReader::kRays / RimReader::kFewRays / 3;
  size_t most = kEnough - 1;
  for (auto first = radii.begin(); first != radii.end(); ++first) {
    const auto count =
        static_cast<size_t>(std::upper_bound(first, radii.end(), *first + kBin) - first);
    if (most >= kEnough && *first > disc.radius + kBin) break;
    if (count <= most) continue;
    most = count;
    disc.radius = *first + kBin / 2;
  }
  return disc;
}

std::optional<Disc> disc_in(const Component& component, const RimReader& rim,
                            const CircleSearch& search) {
  const auto rough = consensus_circle(component.outline, search);
  if (!rough) return std::nullopt;
  Disc disc = refined_circle(component.outline, *rough, search.tolerance);
  disc = at_innermost_rim(rim, disc, search.tolerance + kArcReach);
  const auto refine = [&](double window) {
    disc = refined_circle(rim.rim_points(disc, window), disc, window / 3);
  };
  refine(3.0 * search.tolerance);
  if (rim.sharpness(disc) < kFirstSharpness) return std::nullopt;
  refine(6);
  refine(6);
  const RimProfile profile = rim_profile(rim, disc);
  const auto end = end_before_gap(profile, kGapDepth);
  if (!end && fades_out(profile, disc.radius, kFadeShare)) return std::nullopt;
  if (!is_polar_map(rim, disc, end.has_value())) return std::nullopt;
  disc.radius += end.value_or(0);
  return disc;
}

bool overlap(const Disc& a, const Disc& b) {
  constexpr double kShare = 0.9;  // of the sum of the radii: neighbours may nearly touch
  const double distance = std::hypot(a.centre_x - b.centre_x, a.centre_y - b.centre_y);
  return distance < kShare * (a.radius + b.radius);
}

// Discs that one connected piece of foreground holds: maps may hang together by lines and text.
void add_discs(Component component, const RimReader& rim, const CircleSearch& search,
               std::vector<Disc>& discs) {
  for (int i = 0; i < kDiscsPerComponent; ++i) {
    const auto disc = disc_in(component, rim, search);
    const auto overlaps = [&](const Disc& other) { return overlap(*disc, other); };
    if (!disc || std::ranges::any_of(discs, overlaps)) return;
    discs.push_back(*disc);
    std::erase_if(component.outline, [&](const Point& point) {
      return std::hypot(point.x - disc->centre_x, point.y - disc->centre_y) <
             disc->radius + 2 * search.tolerance;
    });
  }
}

std::vector<Disc> discs_on(const Image& screen, Rgb background) {
  const int longer_side = std::max(screen.width, screen.height);
  const int block = std::max(longer_side / kBlocksPerSide, 1);
  const RimReader rim(screen, background);
  const CircleSearch search{static_cast<double>(block),
                            std::max(kSmallestRadius, kSmallestShare * longer_side),
                            0.75 * longer_side};
  std::vector<Disc> discs;
  double smallest = search.smallest_radius;
  for (const Component& component : largest_components(screen, background, block, kCandidates)) {
    const double area = static_cast<double>(component.blocks) * block * block;
    if (area < kFillShare * std::numbers::pi * smallest * smallest) break;
    add_discs(component, rim, search, discs);
    for (const Disc& disc : discs) smallest = std::max(smallest, kSmallestOfGroup * disc.radius);
  }
  const auto largest = std::ranges::max_element(discs, {}, &Disc::radius);
  if (largest == discs.end()) return {};
  const double limit = kSmallestOfGroup * largest->radius;
  std::erase_if(discs, [&](const Disc& disc) { return disc.radius < limit; });
  return discs;
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

void sort_for_reading(std::vector<Disc>& discs) {
  std::ranges::sort(discs, {}, &Disc::centre_y);
  for (auto row = discs.begin(); row != discs.end();) {
    const double limit = row->centre_y + row->radius / 2;
    const auto end =
        std::find_if(row, discs.end(), [&](const Disc& disc) { return disc.centre_y > limit; });
    std::sort(row, end, [](const Disc& a, const Disc& b) { return a.centre_x < b.centre_x; });
    row = end;
  }
}

std::vector<Disc> find_discs(const Image& screen) {
  if (screen.channels != 3) {
    throw Error(ErrorCode::kInvalidArgument, "a disc is looked for on an RGB picture, got " +
                                                 std::to_string(screen.channels) + " channels");
  }
  if (std::min(screen.width, screen.height) < 2 * kSmallestRadius) return {};
  if (const auto disc = inscribed_disc(screen)) return {*disc};
  for (const Rgb background : likely_backgrounds(screen)) {
    auto discs = discs_on(screen, background);
    if (discs.empty()) continue;
    sort_for_reading(discs);
    return discs;
  }
  return {};
}

}  // namespace myolens
