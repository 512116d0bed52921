// The 17 segments of the American Heart Association on the disc (Cerqueira et al., Circulation
// 2002;105:539). Angles: degrees counter-clockwise from the right (lateral 0, anterior 90, septum
// 180, inferior 270).
#pragma once

#include <array>
#include <string_view>

#include "myolens/imaging/image.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

inline constexpr int kSegments = 17;

// Radii of the rings as fractions of the disc radius. The statement gives none; equal widths are
// the usual drawing.
struct RingLimits {
  double apex;
  double apical;
  double mid;
};
inline constexpr RingLimits kRingLimits{0.25, 0.5, 0.75};

// Position on the disc: r in [0, 1], theta in degrees [0, 360).
struct DiscPosition {
  double r = 0;
  double theta = 0;
};

// Position of an image point; r exceeds 1 outside the disc.
DiscPosition disc_position(const Disc& disc, double x, double y);

// Segment number 1 to 17 of a position with r <= 1. Lower limits belong to the segment, r = 1 to
// the basal ring.
int segment_at(DiscPosition position);

// Name of a segment, such as "basal anterior". Errors of all that take a segment: kInvalidArgument
// (not 1 to 17).
std::string_view segment_name(int segment);

enum class Territory { kLad, kRca, kLcx };
inline constexpr std::array<Territory, 3> kTerritories{Territory::kLad, Territory::kRca,
                                                       Territory::kLcx};

// Territory of a segment by AHA convention (not anatomy: individual coronary trees differ).
Territory territory_of(int segment);
std::string_view territory_name(Territory territory);  // "LAD", "RCA", "LCX"

// Share of the disc's area that a territory covers: 0.406 LAD, 0.297 RCA, 0.297 LCX.
double territory_area_share(Territory territory);

// Share of the disc's area that a segment covers: 0.073 basal, 0.052 mid, 0.047 apical, 0.0625 the
// apex.
double segment_area_share(int segment);

// Mean of a one-channel image per segment, over the pixels whose centre lies in it; segment i at
// index i - 1. A segment without a pixel gives NaN. Errors: kInvalidArgument (other channels).
std::array<double, kSegments> segment_means(const FloatImage& image, const Disc& disc);

}  // namespace myolens
