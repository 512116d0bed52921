#include "myolens/polarmap/rim_profile.h"

#include <algorithm>
#include <cmath>

#include "myolens/polarmap/foreground.h"

namespace myolens {
namespace {

// Pixels, unless said otherwise.
constexpr double kReach = 14;
constexpr double kInwardShare = 0.12;  // of the radius, at most
constexpr double kShoulder = 4;        // from the gap's bottom to the map, and to the arc
constexpr double kWidestArc = 12;      // from the gap's bottom to the arc's outer edge
constexpr double kNarrowArc = 2;       // the same, where the gap is deep
constexpr double kDeepGap = 0.35;      // share of the level
// Where it is not: the colours of a line along the rim mix with the map's to something nearer to
// the ground, 3 pixels inside the line's outer edge.
constexpr double kClearArc = 4.5;
constexpr double kEdgeWidth = 3;       // from half of the level to the ground
constexpr double kGroundShare = 0.25;  // of the level that may be left beyond the arc
constexpr double kFadeOffset = 2.5;    // past an edge that antialiasing and JPEG blur
constexpr double kFadeShare = 0.02;    // of the radius: the same in large pictures

// What follows the gap is narrow, and ground again after it.
bool is_arc(const RimProfile& profile, double gap, double level, double depth) {
  double edge = gap;
  while (edge < profile.last() && profile.at(edge) < level) edge += RimProfile::kStep;
  double peak = level;
  for (; edge < profile.last() && profile.at(edge) >= peak / 2; edge += RimProfile::kStep) {
    peak = std::max(peak, profile.at(edge));
  }
  const double width = edge - gap;
  const double ground = std::max(kGroundShare * level, double{kForegroundLevel});
  return width >= (depth >= kDeepGap ? kNarrowArc : kClearArc) && width <= kWidestArc &&
         profile.at(edge + kEdgeWidth) <= ground;
}

// Where the level has fallen half of the way from the map to the gap's bottom.
double half_fall(const RimProfile& profile, double gap, double inside) {
  constexpr double kFine = 0.1;
  const double middle = (inside + profile.at(gap)) / 2;
  double end = gap;
  while (end > profile.first && profile.at(end) < middle) end -= kFine;
  return end;
}

}  // namespace

double RimProfile::at(double offset) const {
  const double position =
      std::clamp((offset - first) / kStep, 0.0, static_cast<double>(levels.size() - 1));
  const auto index = static_cast<size_t>(position);
  const double share = position - static_cast<double>(index);
  const double next = levels[std::min(index + 1, levels.size() - 1)];
  return (1 - share) * levels[index] + share * next;
}

double RimProfile::highest(double from, double to) const {
  double result = at(to);
  for (double offset = from; offset < to; offset += kStep) result = std::max(result, at(offset));
  return result;
}

double RimProfile::lowest(double from, double to) const {
  double result = at(to);
  for (double offset = from; offset < to; offset += kStep) result = std::min(result, at(offset));
  return result;
}

RimProfile rim_profile(const RimReader& rim, const Disc& disc) {
  RimProfile profile{-std::min(kReach, kInwardShare * disc.radius), {}};
  for (double offset = profile.first; offset <= kReach; offset += RimProfile::kStep) {
    profile.levels.push_back(rim.median_level(disc, disc.radius + offset));
  }
  return profile;
}

std::optional<double> end_before_gap(const RimProfile& profile, double depth) {
  std::optional<double> end;
  double deepest = depth;
  for (double gap = profile.first + kShoulder; gap <= kShoulder; gap += RimProfile::kStep) {
    const double bottom = profile.at(gap);
    if (profile.lowest(gap - RimProfile::kStep, gap + RimProfile::kStep) < bottom) continue;
    const double inside = profile.highest(gap - kShoulder, gap);
    const double lower = std::min(inside, profile.highest(gap, gap + kShoulder));
    if (lower < kForegroundLevel) continue;
    const double here = 1 - bottom / lower;
    if (here <= deepest || !is_arc(profile, gap, lower, here)) continue;
    deepest = here;
    end = half_fall(profile, gap, inside);
  }
  return end;
}

bool fades_out(const RimProfile& profile, double radius, double share) {
  const double offset = std::max(kFadeOffset, kFadeShare * radius);
  const double left = profile.lowest(0, offset);
  return left > std::max(share * profile.at(-offset), double{kForegroundLevel});
}

}  // namespace myolens
