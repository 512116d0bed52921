#include "myolens/polarmap/overlay.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "myolens/polarmap/scale_reader.h"
#include "myolens/polarmap/surface_fill.h"
#include "myolens/polarmap/thin_structures.h"

namespace myolens {
namespace {

constexpr double kKnownScaleDistance = 8;  // grey levels; after JPEG a known scale is within 4

// Grey levels by which letters and lines stand out: `strong` ones begin a structure, `weak` ones
// continue it. Of synthetic maps without any, as JPEG of quality 75, one pixel in ten thousand
// exceeds 34 along the scale, and none 34 off the scale and 86 in single channels; none exceeds 76
// and 47 where blocks of the JPEG straddle the rim.
struct Limits {
  int strong;
  int weak;
};
struct ZoneLimits {
  Limits interior;
  Limits near_rim;
};
constexpr ZoneLimits kAlongScaleLimits{{36, 16}, {90, 40}};
constexpr ZoneLimits kOffScaleLimits{{32, 18}, {52, 26}};
constexpr ZoneLimits kChannelLimits{{95, 50}, {95, 50}};
constexpr double kNearRim = 12;  // pixels inside the circle

constexpr int kSmallestStructure = 8;  // pixels
constexpr int kBlurredEdge = 2;        // pixels around a structure that it has tinted
constexpr double kMixedRim = 3.5;      // pixels inside the circle that mix with the ground
constexpr double kUsableRim = 2;       // pixels inside the circle that nothing is filled from
constexpr Limits kRimLimits{110, 60};  // excess over the map beside the rim
constexpr double kRimLineShare = 0.3;  // of the rim's length, in pixels, under such a line
constexpr double kBesideRim = 7;       // pixels inside the circle, past such a line

// Letters of 16 to 28 pixels have strokes of 2 to 5; on small discs the map's own detail is as
// fine.
int half_width_for(const Disc& disc) {
  return std::clamp(static_cast<int>(std::lround(disc.radius / 90)), 1, 7);
}

Image circle_mask(const Image& map, const Disc& disc, double radius) {
  Image mask(map.width, map.height, 1);
  for (int y = 0; y < map.height; ++y) {
    const double dy = y + 0.5 - disc.centre_y;
    const double half = std::sqrt(std::max(radius * radius - dy * dy, 0.0));
    const int first = std::max(static_cast<int>(std::ceil(disc.centre_x - half - 0.5)), 0);
    const int end =
        std::min(static_cast<int>(std::floor(disc.centre_x + half - 0.5)) + 1, map.width);
    if (half <= 0 || first >= end) continue;
    std::fill(mask.pixel(first, y), mask.pixel(0, y) + end, uint8_t{255});
  }
  return mask;
}

MapPlanes scale_planes(const Image& map, const Disc& disc, const ColourScale& scale) {
  const Image inside = circle_mask(map, disc, disc.radius);
  Image entry(map.width, map.height, 1);
  Image distance(map.width, map.height, 1);
  ScaleReader reader(scale);
  for (size_t i = 0; i < inside.samples.size(); ++i) {
    if (inside.samples[i] == 0) continue;
    const ScaleReading reading = reader.read(&map.samples[3 * i]);
    entry.samples[i] = static_cast<uint8_t>(reading.uptake * 255.0F + 0.5F);
    distance.samples[i] = static_cast<uint8_t>(std::min(reading.distance + 0.5F, 255.0F));
  }
  return {&scale, {std::move(entry)}, std::move(distance)};
}

MapPlanes channel_planes(const Image& map) {
  MapPlanes planes;
  for (size_t c = 0; c < 3; ++c) {
    Image channel(map.width, map.height, 1);
    for (size_t i = 0; i < channel.samples.size(); ++i) channel.samples[i] = map.samples[3 * i + c];
    planes.smooth.push_back(std::move(channel));
  }
  return planes;
}

Levels equal_levels() {
  Levels levels{};
  std::iota(levels.begin(), levels.end(), uint16_t{0});
  return levels;
}

// Length of the scale's line through RGB space up to each entry.
Levels levels_along(const ColourScale& scale) {
  Levels levels{};
  double length = 0;
  for (size_t entry = 1; entry < levels.size(); ++entry) {
    double square = 0;
    for (size_t c = 0; c < 3; ++c) {
      const double step = scale.colours[entry][c] - scale.colours[entry - 1][c];
      square += step * step;
    }
    length += std::sqrt(square);
    levels[entry] = static_cast<uint16_t>(std::lround(length));
  }
  return levels;
}

constexpr uint8_t kWeak = 1;
constexpr uint8_t kStrong = 2;

// Carries a plane on past `radius` as the odd mirror image of what lies inside, so that a slope
// towards the rim goes on and does not look like a line along it.
Image continued(const Image& plane, const Disc& disc, double radius, double margin) {
  Image result = plane;
  for (int y = 0; y < plane.height; ++y) {
    const double dy = y + 0.5 - disc.centre_y;
    for (int x = 0; x < plane.width; ++x) {
      const double dx = x + 0.5 - disc.centre_x;
      const double square = dx * dx + dy * dy;
      if (square <= radius * radius || square > (radius + margin) * (radius + margin)) continue;
      const double r = std::sqrt(square);
      const auto at = [&](double inward) {
        return *plane.pixel(static_cast<int>(disc.centre_x + dx * inward / r),
                            static_cast<int>(disc.centre_y + dy * inward / r));
      };
      const int value = 2 * at(radius - 0.5) - at(std::max(2 * radius - 1 - r, 0.0));
      *result.pixel(x, y) = static_cast<uint8_t>(std::clamp(value, 0, 255));
    }
  }
  return result;
}

uint8_t mark_for(int height, Limits limits) {
  if (height >= limits.strong) return kStrong;
  return height >= limits.weak ? kWeak : uint8_t{0};
}

void raise_marks(Image& marks, const BasicImage<uint16_t>& height, const Image& valid,
                 const Image& interior, ZoneLimits limits) {
  for (size_t i = 0; i < marks.samples.size(); ++i) {
    if (valid.samples[i] == 0) continue;
    const Limits here = interior.samples[i] != 0 ? limits.interior : limits.near_rim;
    marks.samples[i] = std::max(marks.samples[i], mark_for(height.samples[i], here));
  }
}

struct Cell {
  int x;
  int y;
};

// Takes the marked neighbourhood of `seed` out of `marks`.
std::vector<Cell> take_structure(Image& marks, Cell seed) {
  std::vector<Cell> cells{seed};
  *marks.pixel(seed.x, seed.y) = 0;
  for (size_t next = 0; next < cells.size(); ++next) {
    const Cell cell = cells[next];
    for (int y = cell.y - 1; y <= cell.y + 1; ++y) {
      for (int x = cell.x - 1; x <= cell.x + 1; ++x) {
        if (!marks.contains(x, y) || *marks.pixel(x, y) == 0) continue;
        *marks.pixel(x, y) = 0;
        cells.push_back({x, y});
      }
    }
  }
  return cells;
}

// Weak marks count where they are connected with strong ones (hysteresis, Canny 1986).
Image structures_with_strong_marks(Image marks) {
  Image mask(marks.width, marks.height, 1);
  for (int y = 0; y < marks.height; ++y) {
    for (int x = 0; x < marks.width; ++x) {
      if (*marks.pixel(x, y) != kStrong) continue;
      const auto cells = take_structure(marks, {x, y});
      if (cells.size() < kSmallestStructure) continue;
      for (const Cell& cell : cells) *mask.pixel(cell.x, cell.y) = 255;
    }
  }
  return mask;
}

// ITU-R BT.601.
int luminance(const uint8_t* pixel) {
  return (299 * pixel[0] + 587 * pixel[1] + 114 * pixel[2]) / 1000;
}

// How much brighter, or nearer to white.
int excess(const uint8_t* pixel, const uint8_t* beside) {
  const auto whiteness = [](const uint8_t* rgb) { return std::min({rgb[0], rgb[1], rgb[2]}); };
  return std::max(luminance(pixel) - luminance(beside), whiteness(pixel) - whiteness(beside));
}

// Marks pixels of the mixed rim that outshine the map further in on the same radius. Those that
// outshine it a little count when a line runs along the rim, else only as ends of what lies further
// in.
void mark_rim(Image& marks, const Image& map, const Disc& disc) {
  const double inner = disc.radius - kMixedRim;
  const double beside = disc.radius - kBesideRim;
  if (beside <= 0) return;
  std::vector<Cell> bright;
  for (int y = 0; y < map.height; ++y) {
    const double dy = y + 0.5 - disc.centre_y;
    for (int x = 0; x < map.width; ++x) {
      const double dx = x + 0.5 - disc.centre_x;
      const double square = dx * dx + dy * dy;
      if (square <= inner * inner || square > disc.radius * disc.radius) continue;
      const double inward = beside / std::sqrt(square);
      const int more =
          excess(map.pixel(x, y), map.pixel(static_cast<int>(disc.centre_x + inward * dx),
                                            static_cast<int>(disc.centre_y + inward * dy)));
      if (more < kRimLimits.weak) continue;
      bright.push_back({x, y});
      *marks.pixel(x, y) = mark_for(more, kRimLimits);
    }
  }
  const double length = 2 * std::numbers::pi * disc.radius;
  if (static_cast<double>(bright.size()) < kRimLineShare * length) return;
  for (const Cell& cell : bright) *marks.pixel(cell.x, cell.y) = kStrong;
}

}  // namespace

MapPlanes map_planes(const Image& map, const Disc& disc) {
  const ScaleMatch match = match_scale(map, disc);
  return match.median_distance <= kKnownScaleDistance ? scale_planes(map, disc, *match.scale)
                                                      : channel_planes(map);
}

Image overlay_mask(const Image& map, const MapPlanes& planes, const Disc& disc) {
  const double radius = disc.radius - kMixedRim;
  const Image valid = circle_mask(map, disc, radius);
  const Image interior = circle_mask(map, disc, disc.radius - kNearRim);
  const int half_width = half_width_for(disc);
  const double margin = 2.0 * half_width + 1;
  const Image continued_valid = circle_mask(map, disc, radius + margin);
  const Levels levels = planes.scale ? levels_along(*planes.scale) : equal_levels();
  Image marks(map.width, map.height, 1);
  for (const Image& plane : planes.smooth) {
    const Image wide = continued(plane, disc, radius, margin);
    raise_marks(marks,
                thin_structure_height({wide, continued_valid}, levels, half_width, Contrast::kBoth),
                valid, interior, planes.scale ? kAlongScaleLimits : kChannelLimits);
  }
  if (planes.off_scale) {
    raise_marks(marks,
                thin_structure_height({*planes.off_scale, valid}, equal_levels(), half_width,
                                      Contrast::kBrighter),
                valid, interior, kOffScaleLimits);
  }
  mark_rim(marks, map, disc);
  Image mask = grown(structures_with_strong_marks(std::move(marks)), kBlurredEdge);
  const Image inside = circle_mask(map, disc, disc.radius);
  for (size_t i = 0; i < mask.samples.size(); ++i) mask.samples[i] &= inside.samples[i];
  return mask;
}

void fill_overlay(Image& map, MapPlanes& planes, const Image& mask, const Disc& disc) {
  const SurfaceFill fill(mask, circle_mask(map, disc, disc.radius - kUsableRim));
  for (Image& plane : planes.smooth) fill.apply(plane);
  for (size_t i = 0; i < mask.samples.size(); ++i) {
    if (mask.samples[i] == 0) continue;
    for (size_t c = 0; c < 3; ++c) {
      map.samples[3 * i + c] = planes.scale ? planes.scale->colours[planes.smooth[0].samples[i]][c]
                                            : planes.smooth[c].samples[i];
    }
  }
}

}  // namespace myolens
