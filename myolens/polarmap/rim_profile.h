// The rim of a disc as all rays show it together: clearer than on any one of them.
#pragma once

#include <optional>
#include <vector>

#include "myolens/polarmap/rim_reader.h"

namespace myolens {

// Levels along the radius, each the median over the rays on the screen. Offsets are pixels from the
// circle, negative inside.
struct RimProfile {
  static constexpr double kStep = 0.5;  // pixels between levels

  double first = 0;  // offset
  std::vector<double> levels;

  double last() const { return first + kStep * static_cast<double>(levels.size() - 1); }
  double at(double offset) const;  // linear; beyond the ends, the end's
  double highest(double from, double to) const;
  double lowest(double from, double to) const;
};

// A few pixels to both sides of the circle.
RimProfile rim_profile(const RimReader& rim, const Disc& disc);

// The offset at which the map ends when a gap and then arcs or a ring follow, drawn around it. JPEG
// may fill the gap: it counts when its level is lower by more than `depth` (a share) than that on
// both sides. Nothing when there is no gap.
std::optional<double> end_before_gap(const RimProfile& profile, double depth);

// True when more than `share` of the level inside is left a few pixels outside the circle: pictures
// of slices fade out, maps are cut off.
bool fades_out(const RimProfile& profile, double radius, double share);

}  // namespace myolens
