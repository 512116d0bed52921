#include "myolens/polarmap/cleaning.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "myolens/base/error.h"
#include "myolens/imaging/resample.h"
#include "myolens/polarmap/disc_finder.h"
#include "myolens/polarmap/overlay.h"

namespace myolens {
namespace {

constexpr int kMargin = 16;             // pixels
constexpr double kTinyRadius = 56;      // a network's 224 pixels would be more than doubled
constexpr int kLowContrast = 25;        // grey levels between the dark and the bright end
constexpr double kEndShare = 0.02;      // of the pixels lies beyond each end
constexpr double kNoticedShare = 5e-4;  // of the disc under text before it is worth a flag
constexpr double kLargestShare = 0.5;   // of the disc under "text": no text, but an odd picture

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

// Work is done with a margin around the final square, for filters that reach past the rim.
PreparedMap cropped_with_margin(const Image& screen, const Disc& disc) {
  const int side = final_side(disc) + 2 * kMargin;
  const auto left = static_cast<int>(std::lround(disc.centre_x - side / 2.0));
  const auto top = static_cast<int>(std::lround(disc.centre_y - side / 2.0));
  PreparedMap map;
  map.image = crop_square(screen, left, top, side);
  map.disc = {disc.centre_x - left, disc.centre_y - top, disc.radius};
  map.disc_on_screen = disc;
  return map;
}

void cut_margin(PreparedMap& map) {
  map.image = crop_square(map.image, kMargin, kMargin, final_side(map.disc));
  map.disc.centre_x -= kMargin;
  map.disc.centre_y -= kMargin;
}

void blacken_outside(Image& image, const Disc& disc) {
  const double square = disc.radius * disc.radius;
  for (int y = 0; y < image.height; ++y) {
    const double dy = y + 0.5 - disc.centre_y;
    for (int x = 0; x < image.width; ++x) {
      const double dx = x + 0.5 - disc.centre_x;
      if (dx * dx + dy * dy > square) std::fill_n(image.pixel(x, y), 3, uint8_t{0});
    }
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
  std::array<std::vector<uint8_t>, 3> samples;
  const double square = map.disc.radius * map.disc.radius;
  for (int y = 0; y < map.image.height; y += kStep) {
    const double dy = y + 0.5 - map.disc.centre_y;
    for (int x = 0; x < map.image.width; x += kStep) {
      const double dx = x + 0.5 - map.disc.centre_x;
      if (dx * dx + dy * dy > square) continue;
      for (size_t c = 0; c < 3; ++c) samples[c].push_back(map.image.pixel(x, y)[c]);
    }
  }
  int widest = 0;
  for (auto& channel : samples) {
    if (channel.empty()) continue;
    const auto cut = static_cast<ptrdiff_t>(kEndShare * static_cast<double>(channel.size()));
    std::nth_element(channel.begin(), channel.begin() + cut, channel.end());
    const int dark = channel[static_cast<size_t>(cut)];
    std::nth_element(channel.begin(), channel.end() - 1 - cut, channel.end());
    widest = std::max(widest, *(channel.end() - 1 - cut) - dark);
  }
  return widest;
}

void remove_overlay(PreparedMap& map) {
  MapPlanes planes = map_planes(map.image, map.disc);
  const Image mask = overlay_mask(map.image, planes, map.disc);
  const auto masked = static_cast<double>(std::ranges::count(mask.samples, uint8_t{255}));
  const double share = masked / disc_pixels(map.disc);
  if (share > kLargestShare) {
    map.flags.emplace_back("unusual texture");
    return;
  }
  if (masked > 0) fill_overlay(map.image, planes, mask, map.disc);
  if (share > kNoticedShare) map.flags.emplace_back("text removed");
}

}  // namespace

PreparedMap clean_polar_map(const Image& screen, const Disc& disc) {
  require_usable(screen, disc);
  PreparedMap map = cropped_with_margin(screen, disc);
  blacken_outside(map.image, map.disc);
  if (is_clipped(screen, disc)) map.flags.emplace_back("clipped disc");
  if (disc.radius < kTinyRadius) map.flags.emplace_back("tiny disc");
  if (contrast(map) < kLowContrast) map.flags.emplace_back("low contrast");
  remove_overlay(map);
  cut_margin(map);
  return map;
}

PreparedMap prepare_screen(const Image& screen, const std::string& origin) {
  const auto disc = find_disc(screen);
  if (!disc) {
    throw Error(ErrorCode::kBadData,
                origin +
                    ": expected one large polar map on a plain ground, found none; show one "
                    "map on the screen, or leave the picture out");
  }
  return clean_polar_map(screen, *disc);
}

}  // namespace myolens
