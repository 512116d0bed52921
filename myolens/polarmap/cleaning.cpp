#include "myolens/polarmap/cleaning.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "myolens/base/error.h"
#include "myolens/polarmap/disc_rows.h"
#include "myolens/polarmap/ground.h"
#include "myolens/polarmap/overlay.h"
#include "myolens/polarmap/rim_shade.h"

namespace myolens {
namespace {

constexpr int kMargin = 16;             // pixels
constexpr double kTinyRadius = 56;      // a network's 224 pixels would be more than doubled
constexpr int kLowContrast = 25;        // grey levels between the dark and the bright end
constexpr double kEndShare = 0.02;      // of the pixels lies beyond each end
constexpr double kNoticedShare = 5e-4;  // of the disc under text before it is worth a flag
constexpr double kGuessedShare = 0.4;   // beyond it the mean error of maps came to over 2 of 255
constexpr double kLargestShare = 0.85;  // of the disc under "text": no text, but an odd picture
constexpr double kFilterRim = 12;       // pixels inside the circle that are not searched
constexpr int kOffScale = 48;           // grey levels

int final_side(const Disc& disc) { return 2 * static_cast<int>(std::ceil(disc.radius)); }

void require_usable(const Image& screen, const Disc& disc) {
  if (screen.channels != 3 || screen.samples.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "a polar map is cut out of an RGB picture, got " +
                                                 std::to_string(screen.channels) + " channels");
  }
  const bool overlaps = disc.radius >= 1 && disc.radius <= std::max(screen.width, screen.height) &&
                        disc.centre_x > 0 && disc.centre_y > 0 && disc.centre_x < screen.width &&
                        disc.centre_y < screen.height;
  if (!overlaps) {
    throw Error(ErrorCode::kInvalidArgument,
                "the disc must have its centre on the screen and a radius from 1 pixel to the "
                "longer side");
  }
}

// Square part with its top left corner at (left, top); what lies outside the picture is 0.
template <typename Sample>
BasicImage<Sample> cropped(const BasicImage<Sample>& image, int left, int top, int side) {
  BasicImage<Sample> part(side, side, image.channels);
  const int first = std::max(left, 0);
  const int count = std::min(left + side, image.width) - first;
  for (int y = std::max(top, 0); y < std::min(top + side, image.height) && count > 0; ++y) {
    std::copy_n(image.pixel(first, y), count * image.channels, part.pixel(first - left, y - top));
  }
  return part;
}

// Work is done with a margin around the final square, for filters that reach past the rim.
PreparedMap cropped_with_margin(const Image& screen, const Image16* deep, const Disc& disc) {
  const int side = final_side(disc) + 2 * kMargin;
  const auto left = static_cast<int>(std::lround(disc.centre_x - side / 2.0));
  const auto top = static_cast<int>(std::lround(disc.centre_y - side / 2.0));
  PreparedMap map;
  map.image = cropped(screen, left, top, side);
  if (deep) map.deep = cropped(*deep, left, top, side);
  map.disc = {disc.centre_x - left, disc.centre_y - top, disc.radius};
  map.disc_on_screen = disc;
  return map;
}

void cut_margin(PreparedMap& map) {
  const int side = final_side(map.disc);
  map.image = cropped(map.image, kMargin, kMargin, side);
  if (map.deep) map.deep = cropped(*map.deep, kMargin, kMargin, side);
  map.disc.centre_x -= kMargin;
  map.disc.centre_y -= kMargin;
}

template <typename Sample>
void blacken_outside(BasicImage<Sample>& image, const Disc& disc) {
  for (int y = 0; y < image.height; ++y) {
    const RowSpan inside = row_span(disc, disc.radius, y, image.width);
    std::fill(image.pixel(0, y), image.pixel(inside.first, y), Sample{0});
    std::fill(image.pixel(inside.end, y), image.pixel(0, y) + image.channels * image.width,
              Sample{0});
  }
}

bool is_clipped(const Image& screen, const Disc& disc) {
  constexpr double kTolerance = 1;  // pixel, the accuracy of the disc
  return std::min(disc.centre_x, disc.centre_y) < disc.radius - kTolerance ||
         disc.centre_x > screen.width - disc.radius + kTolerance ||
         disc.centre_y > screen.height - disc.radius + kTolerance;
}

double disc_pixels(const Disc& disc) { return std::numbers::pi * disc.radius * disc.radius; }

// Grey levels between the ends of the channel that varies most inside the disc.
int contrast(const PreparedMap& map) {
  constexpr int kStep = 3;  // pixels between samples
  std::array<std::array<int, 256>, 3> histograms{};
  int count = 0;
  for (int y = 0; y < map.image.height; y += kStep) {
    const RowSpan span = row_span(map.disc, map.disc.radius, y, map.image.width);
    for (int x = span.first; x < span.end; x += kStep, ++count) {
      for (size_t c = 0; c < 3; ++c) ++histograms[c][map.image.pixel(x, y)[c]];
    }
  }
  const double cut = kEndShare * count;
  int widest = 0;
  for (const auto& histogram : histograms) {
    int dark = 0;
    for (int below = histogram[0]; dark < 255 && below <= cut;) {
      below += histogram[static_cast<size_t>(++dark)];
    }
    int bright = 255;
    for (int above = histogram[255]; bright > 0 && above <= cut;) {
      above += histogram[static_cast<size_t>(--bright)];
    }
    widest = std::max(widest, bright - dark);
  }
  return widest;
}

// Masked pixels within a radius.
double masked_pixels(const Image& mask, const Disc& disc, double radius) {
  int count = 0;
  for (int y = 0; y < mask.height; ++y) {
    const RowSpan span = row_span(disc, radius, y, mask.width);
    const uint8_t* row = mask.pixel(0, y);
    for (int x = span.first; x < span.end; ++x) count += static_cast<int>(row[x] != 0);
  }
  return count;
}

// Whether much of the disc shows colours off the scale that are not masked: letters too broad to be
// found, a logo, a cursor.
bool stands_out(const MapPlanes& planes, const Image& mask, const Disc& disc) {
  if (!planes.off_scale) return false;
  int count = 0;
  for (int y = 0; y < mask.height; ++y) {
    const RowSpan span = row_span(disc, disc.radius - kFilterRim, y, mask.width);
    const uint8_t* masked = mask.pixel(0, y);
    const uint8_t* distance = planes.off_scale->pixel(0, y);
    for (int x = span.first; x < span.end; ++x) {
      count += static_cast<int>(masked[x] == 0) & static_cast<int>(distance[x] > kOffScale);
    }
  }
  return count > kNoticedShare * disc_pixels(disc);
}

void remove_overlay(PreparedMap& map, Rgb ground) {
  const MapPlanes planes = map_planes(map.image, map.disc);
  if (!planes.scale) map.flags.emplace_back("unusual colours");
  const Image mask = overlay_mask(map.image, planes, map.disc, ground);
  const double masked = masked_pixels(mask, map.disc, map.disc.radius);
  const double share = masked / disc_pixels(map.disc);
  if (share > kLargestShare) {
    map.flags.emplace_back("unusual texture");
    return;
  }
  if (masked > 0) {
    Image16* const deep = map.deep ? &*map.deep : nullptr;
    fill_overlay(map.image, deep, planes, mask, map.disc);
    shade_filled_rim(map.image, deep, mask, map.disc, ground);
  }
  // Not at the rim, where arcs and a bright ground are taken away without notice.
  const Disc inner{map.disc.centre_x, map.disc.centre_y,
                   std::max(map.disc.radius - kFilterRim, 0.0)};
  const double inside = masked_pixels(mask, inner, inner.radius);
  if (inside > kNoticedShare * disc_pixels(map.disc)) map.flags.emplace_back("text removed");
  if (inside > kGuessedShare * disc_pixels(inner)) map.flags.emplace_back("much filled");
  if (stands_out(planes, mask, map.disc)) map.flags.emplace_back("text left");
}

PreparedMap cleaned(const Image& screen, const Image16* deep, const Disc& disc) {
  require_usable(screen, disc);
  if (deep && (deep->width != screen.width || deep->height != screen.height)) {
    throw Error(ErrorCode::kInvalidArgument, "both depths of a picture must have one size");
  }
  PreparedMap map = cropped_with_margin(screen, deep, disc);
  blacken_outside(map.image, map.disc);
  if (map.deep) blacken_outside(*map.deep, map.disc);
  if (is_clipped(screen, disc)) map.flags.emplace_back("clipped disc");
  if (disc.radius < kTinyRadius) map.flags.emplace_back("tiny disc");
  if (contrast(map) < kLowContrast) map.flags.emplace_back("low contrast");
  remove_overlay(map, ground_around(screen, disc));
  cut_margin(map);
  return map;
}

}  // namespace

PreparedMap clean_polar_map(const Image& screen, const Disc& disc) {
  return cleaned(screen, nullptr, disc);
}

PreparedMap clean_polar_map(const Picture& screen, const Disc& disc) {
  return cleaned(screen.shown, screen.deep ? &*screen.deep : nullptr, disc);
}

}  // namespace myolens
