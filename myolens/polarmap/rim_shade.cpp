#include "myolens/polarmap/rim_shade.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "myolens/polarmap/disc_rows.h"
#include "myolens/polarmap/rim.h"

namespace myolens {
namespace {

constexpr size_t kSectors = 48;
constexpr size_t kBinsPerPixel = 2;               // of depth
constexpr size_t kBins = 7;                       // kMixedRim of them
constexpr float kReferenceDepth = kMixedRim + 1;  // pixels inside the circle
constexpr float kEnough = 6;                      // pixels that say how much is mixed
constexpr float kDarkest = 30;                    // of a reference that can say it, over the ground

struct RimPixel {
  int x;
  int y;
  size_t sector;
  size_t bin;        // of depth
  size_t reference;  // index of the pixel further in
};

std::vector<RimPixel> rim_pixels(const Image& map, const Disc& disc) {
  std::vector<RimPixel> pixels;
  const auto add = [&](int x, int y) {
    const double dx = x + 0.5 - disc.centre_x;
    const double dy = y + 0.5 - disc.centre_y;
    const double r = std::hypot(dx, dy);
    const double turn = std::atan2(dy, dx) / (2 * std::numbers::pi) + 0.5;
    const double inward = (disc.radius - static_cast<double>(kReferenceDepth)) / r;
    const auto u = static_cast<int>(disc.centre_x + inward * dx);
    const auto v = static_cast<int>(disc.centre_y + inward * dy);
    if (!map.contains(u, v)) return;
    const auto depth = static_cast<size_t>(kBinsPerPixel * std::max(disc.radius - r, 0.0));
    pixels.push_back(
        {x, y, static_cast<size_t>(turn * kSectors) % kSectors, std::min(depth, kBins - 1),
         static_cast<size_t>(v) * static_cast<size_t>(map.width) + static_cast<size_t>(u)});
  };
  for (int y = 0; y < map.height; ++y) {
    const RowSpan outer = row_span(disc, disc.radius, y, map.width);
    RowSpan inner = row_span(disc, disc.radius - kMixedRim, y, map.width);
    if (inner.first == inner.end) inner = {outer.end, outer.end};
    for (int x = outer.first; x < inner.first; ++x) add(x, y);
    for (int x = inner.end; x < outer.end; ++x) add(x, y);
  }
  return pixels;
}

struct Mean {
  float sum = 0;
  float count = 0;
};
using Shares = std::array<std::array<Mean, kBins>, kSectors>;

// Shares of the map in the pixels that were not filled.
Shares seen_shares(const std::vector<RimPixel>& pixels, const Image& map, const Image& mask,
                   Rgb ground) {
  Shares shares{};
  for (const RimPixel& pixel : pixels) {
    if (*mask.pixel(pixel.x, pixel.y) != 0 || mask.samples[pixel.reference] != 0) continue;
    const uint8_t* seen = map.pixel(pixel.x, pixel.y);
    float along = 0;
    float length = 0;
    for (size_t c = 0; c < 3; ++c) {
      const auto full = static_cast<float>(map.samples[3 * pixel.reference + c] - ground[c]);
      along += full * static_cast<float>(seen[c] - ground[c]);
      length += full * full;
    }
    if (length < kDarkest * kDarkest) continue;
    Mean& mean = shares[pixel.sector][pixel.bin];
    mean.sum += std::clamp(along / length, 0.0F, 1.0F);
    ++mean.count;
  }
  return shares;
}

// From the sectors nearest to one that say enough; 1 where none does.
float share_near(const Shares& shares, size_t sector, size_t bin) {
  Mean mean;
  for (size_t away = 0; away <= kSectors / 2 && mean.count < kEnough; ++away) {
    for (const size_t near : {sector + away, sector + kSectors - away}) {
      mean.sum += shares[near % kSectors][bin].sum;
      mean.count += shares[near % kSectors][bin].count;
      if (away == 0) break;
    }
  }
  return mean.count < kEnough ? 1 : mean.sum / mean.count;
}

// The ground of a map of one channel is grey.
template <typename Sample>
void mix(BasicImage<Sample>& map, const RimPixel& place, float share, Rgb ground) {
  constexpr float kPerLevel = static_cast<float>(std::numeric_limits<Sample>::max()) / 255;
  Sample* const pixel = map.pixel(place.x, place.y);
  for (size_t c = 0; c < static_cast<size_t>(map.channels); ++c) {
    const float other = kPerLevel * static_cast<float>(ground[c]);
    pixel[c] = static_cast<Sample>(other + share * (static_cast<float>(pixel[c]) - other) + 0.5F);
  }
}

}  // namespace

void shade_filled_rim(Image& map, Image16* deep, const Image& mask, const Disc& disc, Rgb ground) {
  if (*std::ranges::max_element(ground) >= kDarkGround) return;
  const std::vector<RimPixel> pixels = rim_pixels(map, disc);
  const auto filled = [&](const RimPixel& pixel) { return *mask.pixel(pixel.x, pixel.y) != 0; };
  if (std::ranges::none_of(pixels, filled)) return;
  const Shares shares = seen_shares(pixels, map, mask, ground);
  for (const RimPixel& pixel : pixels) {
    if (!filled(pixel)) continue;
    const float share = share_near(shares, pixel.sector, pixel.bin);
    mix(map, pixel, share, ground);
    if (deep) mix(*deep, pixel, share, ground);
  }
}

}  // namespace myolens
