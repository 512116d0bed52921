#include "myolens/polarmap/aha.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "myolens/base/error.h"

namespace myolens {
namespace {

// A ring holds `count` equal sectors, the first of which begins at `first_theta`.
struct Ring {
  double inner;
  double outer;
  int first_segment;
  int count;
  double first_theta;
};

constexpr std::array<Ring, 4> kRings{{{0.0, kRingLimits.apex, 17, 1, 0.0},
                                      {kRingLimits.apex, kRingLimits.apical, 13, 4, 45.0},
                                      {kRingLimits.apical, kRingLimits.mid, 7, 6, 60.0},
                                      {kRingLimits.mid, 1.0, 1, 6, 60.0}}};

constexpr std::array<std::string_view, kSegments> kNames{"basal anterior",
                                                         "basal anteroseptal",
                                                         "basal inferoseptal",
                                                         "basal inferior",
                                                         "basal inferolateral",
                                                         "basal anterolateral",
                                                         "mid anterior",
                                                         "mid anteroseptal",
                                                         "mid inferoseptal",
                                                         "mid inferior",
                                                         "mid inferolateral",
                                                         "mid anterolateral",
                                                         "apical anterior",
                                                         "apical septal",
                                                         "apical inferior",
                                                         "apical lateral",
                                                         "apex"};

constexpr auto kLad = Territory::kLad;
constexpr auto kRca = Territory::kRca;
constexpr auto kLcx = Territory::kLcx;
constexpr std::array<Territory, kSegments> kTerritoryOfSegment{kLad, kLad, kRca, kRca, kLcx, kLcx,
                                                               kLad, kLad, kRca, kRca, kLcx, kLcx,
                                                               kLad, kLad, kRca, kLcx, kLad};

const Ring& ring_at(double r) {
  size_t index = 0;
  while (index + 1 < kRings.size() && r >= kRings[index].outer) ++index;
  return kRings[index];
}

size_t checked_index(int segment) {
  if (segment < 1 || segment > kSegments) {
    throw Error(ErrorCode::kInvalidArgument,
                "segments are numbered 1 to 17; there is no segment " + std::to_string(segment));
  }
  return static_cast<size_t>(segment - 1);
}

}  // namespace

DiscPosition disc_position(const Disc& disc, double x, double y) {
  const double right = x - disc.centre_x;
  const double up = disc.centre_y - y;
  double theta = std::atan2(up, right) * 180.0 / std::numbers::pi;
  if (theta < 0.0) theta += 360.0;
  if (theta >= 360.0) theta = 0.0;
  return {std::hypot(right, up) / disc.radius, theta};
}

int segment_at(DiscPosition position) {
  const Ring& ring = ring_at(position.r);
  double turn = position.theta - ring.first_theta;
  if (turn < 0.0) turn += 360.0;
  const int sector = static_cast<int>(turn * ring.count / 360.0);
  return ring.first_segment + sector % ring.count;
}

std::string_view segment_name(int segment) { return kNames[checked_index(segment)]; }

Territory territory_of(int segment) { return kTerritoryOfSegment[checked_index(segment)]; }

std::string_view territory_name(Territory territory) {
  switch (territory) {
    case Territory::kLad:
      return "LAD";
    case Territory::kRca:
      return "RCA";
    case Territory::kLcx:
      return "LCX";
  }
  throw Error(ErrorCode::kInternal, "a territory without a name");
}

double territory_area_share(Territory territory) {
  double share = 0;
  for (int segment = 1; segment <= kSegments; ++segment) {
    if (territory_of(segment) == territory) share += segment_area_share(segment);
  }
  return share;
}

double segment_area_share(int segment) {
  checked_index(segment);
  // From the apex outwards numbers fall.
  const Ring& ring =
      *std::ranges::find_if(kRings, [&](const Ring& one) { return segment >= one.first_segment; });
  return (ring.outer * ring.outer - ring.inner * ring.inner) / ring.count;
}

std::array<double, kSegments> segment_means(const FloatImage& image, const Disc& disc) {
  if (image.channels != 1) {
    throw Error(ErrorCode::kInvalidArgument, "segment means need an image of one channel, not " +
                                                 std::to_string(image.channels));
  }
  std::array<double, kSegments> sums{};
  std::array<size_t, kSegments> counts{};
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const DiscPosition position = disc_position(disc, x + 0.5, y + 0.5);
      if (!(position.r <= 1.0)) continue;
      const auto index = static_cast<size_t>(segment_at(position) - 1);
      sums[index] += static_cast<double>(*image.pixel(x, y));
      ++counts[index];
    }
  }
  for (size_t i = 0; i < sums.size(); ++i) {
    sums[i] = counts[i] > 0 ? sums[i] / static_cast<double>(counts[i])
                            : std::numeric_limits<double>::quiet_NaN();
  }
  return sums;
}

}  // namespace myolens
