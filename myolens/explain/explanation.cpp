#include "myolens/explain/explanation.h"

#include <algorithm>
#include <cmath>

#include "myolens/base/error.h"
#include "myolens/base/number_text.h"
#include "myolens/imaging/resample.h"

namespace myolens {
namespace {

// Heat and pixels inside one part of the picture.
struct Part {
  double heat = 0;
  double pixels = 0;

  Part& operator+=(const Part& other) {
    heat += other.heat;
    pixels += other.pixels;
    return *this;
  }
};

struct Parts {
  std::array<Part, kSegments> segments;
  Part outside;

  Part inside() const {
    Part sum;
    for (const Part& segment : segments) sum += segment;
    return sum;
  }
  std::array<Part, kTerritories.size()> territories() const {
    std::array<Part, kTerritories.size()> sums;
    for (int segment = 1; segment <= kSegments; ++segment) {
      sums[static_cast<size_t>(territory_of(segment))] +=
          segments[static_cast<size_t>(segment - 1)];
    }
    return sums;
  }
};

constexpr int kOutside = 0;
constexpr int kMixed = -1;

// Pixels [left, right) x [top, bottom).
struct Block {
  int left = 0;
  int top = 0;
  int right = 0;
  int bottom = 0;
};

int segment_or_outside(DiscPosition position) {
  return position.r <= 1.0 ? segment_at(position) : kOutside;
}

// The segment that all pixel centres of the block lie in, kOutside, or kMixed where that cannot be
// said from a few of them: an arctangent for every pixel takes longer than all the rest.
int segment_of(const Block& block, const Disc& disc) {
  const DiscPosition middle =
      disc_position(disc, (block.left + block.right) / 2.0, (block.top + block.bottom) / 2.0);
  const double reach =
      std::hypot(block.right - block.left, block.bottom - block.top) / 2 / disc.radius;
  if (middle.r - reach > 1.0) return kOutside;
  for (const double limit : {kRingLimits.apex, kRingLimits.apical, kRingLimits.mid, 1.0}) {
    if (std::abs(middle.r - limit) <= reach) return kMixed;
  }
  // Within a ring a sector is a cone narrower than a half-plane: what its corners have in common
  // all of the block has.
  const int segment = segment_at(middle);
  for (const double x : {block.left + 0.5, block.right - 0.5}) {
    for (const double y : {block.top + 0.5, block.bottom - 0.5}) {
      if (segment_at(disc_position(disc, x, y)) != segment) return kMixed;
    }
  }
  return segment;
}

Parts measure(const FloatImage& heat, const Disc& disc) {
  constexpr int kBlock = 8;
  Parts parts;
  for (int top = 0; top < heat.height; top += kBlock) {
    for (int left = 0; left < heat.width; left += kBlock) {
      const Block block{left, top, std::min(left + kBlock, heat.width),
                        std::min(top + kBlock, heat.height)};
      const int common = segment_of(block, disc);
      for (int y = block.top; y < block.bottom; ++y) {
        for (int x = block.left; x < block.right; ++x) {
          const int segment =
              common == kMixed ? segment_or_outside(disc_position(disc, x + 0.5, y + 0.5)) : common;
          Part& part = segment == kOutside ? parts.outside
                                           : parts.segments[static_cast<size_t>(segment - 1)];
          part += Part{static_cast<double>(*heat.pixel(x, y)), 1.0};
        }
      }
    }
  }
  return parts;
}

double share_of(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

template <size_t count>
void set_shares(const std::array<Part, count>& parts, const Part& disc,
                std::array<double, count>& shares, std::array<double, count>& ratios) {
  for (size_t i = 0; i < count; ++i) {
    shares[i] = share_of(parts[i].heat, disc.heat);
    ratios[i] = share_of(shares[i], share_of(parts[i].pixels, disc.pixels));
  }
}

bool all_finite(const FloatImage& cells) {
  return std::ranges::all_of(cells.samples, [](float value) { return std::isfinite(value); });
}

// Cells over `strongest`, at the picture's size.
FloatImage scaled_up(FloatImage cells, float strongest, Size size) {
  for (float& value : cells.samples) value /= strongest;
  return resize(cells, size);
}

void check_map(const FloatImage& cells, int width, int height) {
  if (cells.channels != 1 || cells.samples.empty() || width < 1 || height < 1) {
    throw Error(ErrorCode::kInvalidArgument,
                "a map of " + std::to_string(cells.width) + " x " + std::to_string(cells.height) +
                    " cells and " + std::to_string(cells.channels) +
                    " channels cannot be laid over " + std::to_string(width) + " x " +
                    std::to_string(height) + " pixels");
  }
}

}  // namespace

Explanation explain_map(const FloatImage& cells, int width, int height, const Disc& disc) {
  check_map(cells, width, height);
  Explanation result;
  result.heat = FloatImage(width, height, 1);
  result.signed_heat = result.heat;
  if (all_finite(cells)) {
    const auto [lowest, highest] = std::ranges::minmax(cells.samples);
    const float magnitude = std::max(-lowest, highest);
    if (magnitude > 0.0f) result.signed_heat = scaled_up(cells, magnitude, {width, height});
    if (highest > 0.0f) {
      result.has_positive_evidence = true;
      FloatImage positive = cells;
      for (float& value : positive.samples) value = std::max(value, 0.0f);
      result.heat = scaled_up(std::move(positive), highest, {width, height});
    }
  }
  const Parts parts = measure(result.heat, disc);
  const Part inside = parts.inside();
  set_shares(parts.territories(), inside, result.territory_share, result.territory_ratio);
  set_shares(parts.segments, inside, result.segment_share, result.segment_ratio);
  result.outside_share = share_of(parts.outside.heat, parts.outside.heat + inside.heat);
  result.outside_area_share = share_of(parts.outside.pixels, parts.outside.pixels + inside.pixels);
  return result;
}

std::string segment_remark(const FloatImage& cells, int width, const Disc& disc) {
  const double cell = static_cast<double>(width) / cells.width;
  return "One of the map's " + std::to_string(cells.width) + " x " + std::to_string(cells.height) +
         " cells is " + fixed_text(cell / (kRingLimits.apex * disc.radius), 1) +
         " times as wide as a ring of segments: shares of single segments are coarse.";
}

}  // namespace myolens
