#include "myolens/polarmap/overlay.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>
#include <utility>
#include <vector>

#include "myolens/polarmap/disc_rows.h"
#include "myolens/polarmap/faint_strokes.h"
#include "myolens/polarmap/rim.h"
#include "myolens/polarmap/thin_structures.h"

namespace myolens {
namespace {

// Grey levels by which letters and lines stand out: `strong` ones begin a structure, `weak` ones
// continue it, `faint` ones in its row go on with the word. Of synthetic maps without any, as JPEG
// of quality 60 to 90, one pixel in ten thousand exceeds 24 off the scale and, along it, 10 (grey)
// to 43 (scales whose colours change fastest, with 5 grey levels an entry); more where blocks of
// the JPEG straddle the rim.
struct Limits {
  double strong;
  double weak;
  double faint;
};
struct ZoneLimits {
  Limits interior;
  Limits near_rim;
};
constexpr ZoneLimits kAlongScaleLimits{{12, 9, 4}, {48, 22, 22}};
constexpr double kStepsAlongScale = 4;  // on top of kAlongScaleLimits
constexpr double kFaintSteps = 2;       // the same for faint ones
constexpr ZoneLimits kOffScaleLimits{{24, 16, 8}, {46, 22, 22}};
constexpr ZoneLimits kChannelLimits{{70, 35, 35}, {80, 40, 40}};
constexpr double kNearRim = 12;  // pixels inside the circle

constexpr int kSmallestStructure = 8;      // pixels
constexpr double kLetterHeight = 0.15;     // of the radius, at most: numbers, words
constexpr double kSmallLetterHeight = 20;  // pixels, at most on small discs
constexpr int kBlurredEdge = 2;            // pixels around a structure that it has tinted

// Letters of 16 to 28 pixels have strokes of 2 to 5; on small discs the map's own detail is as
// fine.
int half_width_for(const Disc& disc) {
  return std::clamp(static_cast<int>(std::lround(disc.radius / 90)) + 1, 2, 7);
}

constexpr uint8_t kWeak = 2;
constexpr uint8_t kStrong = 3;

// Copies of the planes carried on past `radius` as the odd mirror image of what lies inside, so
// that a slope towards the rim goes on and does not look like a line along it.
std::vector<Image> continued_outwards(std::vector<Image> planes, const Disc& disc, double radius,
                                      double margin) {
  const int width = planes.front().width;
  const auto continue_at = [&](int x, int y) {
    const double dx = x + 0.5 - disc.centre_x;
    const double dy = y + 0.5 - disc.centre_y;
    const double r = std::sqrt(dx * dx + dy * dy);
    const auto index_at = [&](double inward) {
      const auto row = static_cast<int>(disc.centre_y + dy * inward / r);
      return static_cast<size_t>(row * width + static_cast<int>(disc.centre_x + dx * inward / r));
    };
    const size_t end = index_at(radius - 0.5);
    const size_t mirrored = index_at(std::max(2 * radius - 1 - r, 0.0));
    for (Image& plane : planes) {
      const int value = 2 * plane.samples[end] - plane.samples[mirrored];
      *plane.pixel(x, y) = static_cast<uint8_t>(std::clamp(value, 0, 255));
    }
  };
  for (int y = 0; y < planes.front().height; ++y) {
    const RowSpan outer = row_span(disc, radius + margin, y, width);
    RowSpan inner = row_span(disc, radius, y, width);
    if (inner.first == inner.end) inner = {outer.end, outer.end};
    for (int x = outer.first; x < inner.first; ++x) continue_at(x, y);
    for (int x = inner.end; x < outer.end; ++x) continue_at(x, y);
  }
  return planes;
}

// Limits in steps of the planes that vary smoothly.
ZoneLimits smooth_limits(const MapPlanes& planes) {
  if (!planes.scale) return kChannelLimits;
  const auto steps = [&](Limits levels) {
    const double per_level = 1 / planes.levels_per_step;
    return Limits{levels.strong * per_level + kStepsAlongScale,
                  levels.weak * per_level + kStepsAlongScale,
                  levels.faint * per_level + kFaintSteps};
  };
  return {steps(kAlongScaleLimits.interior), steps(kAlongScaleLimits.near_rim)};
}

struct PlaneAndRest {
  const Image& plane;
  const Image& rest;  // without thin structures
};

void raise_marks(uint8_t* marks, const uint8_t* plane, const uint8_t* rest, int count,
                 Limits limits) {
  const auto strong = static_cast<uint8_t>(std::min(limits.strong, 255.0));
  const auto weak = static_cast<uint8_t>(std::min(limits.weak, 255.0));
  const auto faint = static_cast<uint8_t>(std::min(limits.faint, 255.0));
  for (int i = 0; i < count; ++i) {
    const uint8_t height = plane[i] > rest[i] ? static_cast<uint8_t>(plane[i] - rest[i])
                                              : static_cast<uint8_t>(rest[i] - plane[i]);
    const auto mark = static_cast<uint8_t>((height >= faint ? 1 : 0) + (height >= weak ? 1 : 0) +
                                           (height >= strong ? 1 : 0));
    marks[i] = std::max(marks[i], mark);
  }
}

void raise_marks(Image& marks, PlaneAndRest planes, const Disc& disc, ZoneLimits limits) {
  for (int y = 0; y < marks.height; ++y) {
    const RowSpan valid = row_span(disc, disc.radius - kMixedRim, y, marks.width);
    RowSpan interior = row_span(disc, disc.radius - kNearRim, y, marks.width);
    if (interior.first == interior.end) interior = {valid.end, valid.end};
    const auto raise = [&](int first, int end, Limits here) {
      raise_marks(marks.pixel(first, y), planes.plane.pixel(first, y), planes.rest.pixel(first, y),
                  end - first, here);
    };
    raise(valid.first, interior.first, limits.near_rim);
    raise(interior.first, interior.end, limits.interior);
    raise(interior.end, valid.end, limits.near_rim);
  }
}

// Takes the marked neighbourhood of `seed` out of `marks`.
std::vector<Cell> take_structure(Image& marks, Cell seed) {
  std::vector<Cell> cells{seed};
  *marks.pixel(seed.x, seed.y) = 0;
  for (size_t next = 0; next < cells.size(); ++next) {
    const Cell cell = cells[next];
    for (int y = cell.y - 1; y <= cell.y + 1; ++y) {
      for (int x = cell.x - 1; x <= cell.x + 1; ++x) {
        if (!marks.contains(x, y) || *marks.pixel(x, y) < kWeak) continue;
        *marks.pixel(x, y) = 0;
        cells.push_back({x, y});
      }
    }
  }
  return cells;
}

uint8_t* next_strong(uint8_t* from, uint8_t* end) {
  void* const found = std::memchr(from, kStrong, static_cast<size_t>(end - from));
  return found ? static_cast<uint8_t*>(found) : end;
}

int height(const std::vector<Cell>& cells) {
  const auto [top, bottom] = std::ranges::minmax(cells, {}, &Cell::y);
  return bottom.y - top.y + 1;
}

struct Structures {
  Image mask;
  FoundLetters letters;
};

// Weak marks count where they are connected with strong ones (hysteresis, Canny 1986).
Structures structures_with_strong_marks(const Image& marks, double letter_height) {
  Structures found{Image(marks.width, marks.height, 1), {}};
  Image left = marks;
  for (int y = 0; y < left.height; ++y) {
    uint8_t* const row = left.pixel(0, y);
    uint8_t* const end = row + left.width;
    for (uint8_t* seed = row; (seed = next_strong(seed, end)) != end; ++seed) {
      const auto cells = take_structure(left, {static_cast<int>(seed - row), y});
      if (cells.size() < kSmallestStructure) continue;
      for (const Cell& cell : cells) *found.mask.pixel(cell.x, cell.y) = 255;
      if (height(cells) > letter_height) continue;
      found.letters.pixels.insert(found.letters.pixels.end(), cells.begin(), cells.end());
    }
  }
  std::ranges::copy_if(found.letters.pixels, std::back_inserter(found.letters.distinct),
                       [&](const Cell& cell) { return *marks.pixel(cell.x, cell.y) == kStrong; });
  return found;
}

}  // namespace

Image overlay_mask(const Image& map, const MapPlanes& planes, const Disc& disc, Rgb ground) {
  const int half_width = half_width_for(disc);
  std::vector<Image> wide = planes.smooth;
  if (planes.off_scale) wide.push_back(*planes.off_scale);
  wide = continued_outwards(std::move(wide), disc, disc.radius - kMixedRim, 2.0 * half_width + 1);
  Image marks(map.width, map.height, 1);
  const ZoneLimits limits = smooth_limits(planes);
  for (size_t i = 0; i < planes.smooth.size(); ++i) {
    const Image& plane = planes.smooth[i];
    raise_marks(marks, {plane, without_bright_structures(wide[i], half_width)}, disc, limits);
    raise_marks(marks, {plane, without_dark_structures(std::move(wide[i]), half_width)}, disc,
                limits);
  }
  if (planes.off_scale) {
    raise_marks(marks,
                {*planes.off_scale, without_bright_structures(std::move(wide.back()), half_width)},
                disc, kOffScaleLimits);
  }
  Structures found = structures_with_strong_marks(
      marks, std::max(kLetterHeight * disc.radius, kSmallLetterHeight));
  add_faint_strokes(found.mask, marks, map, found.letters);
  Image mask = grown(std::move(found.mask), kBlurredEdge);
  mark_rim(mask, map, disc, ground);
  for (int y = 0; y < mask.height; ++y) {
    const RowSpan inside = row_span(disc, disc.radius, y, mask.width);
    std::fill(mask.pixel(0, y), mask.pixel(inside.first, y), uint8_t{0});
    std::fill(mask.pixel(inside.end, y), mask.pixel(0, y) + mask.width, uint8_t{0});
  }
  return mask;
}

}  // namespace myolens
