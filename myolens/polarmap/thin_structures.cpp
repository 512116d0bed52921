#include "myolens/polarmap/thin_structures.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace myolens {
namespace {

struct Smallest {
  static constexpr uint8_t kNeutral = 255;
  uint8_t operator()(uint8_t a, uint8_t b) const { return a < b ? a : b; }
};
struct Largest {
  static constexpr uint8_t kNeutral = 0;
  uint8_t operator()(uint8_t a, uint8_t b) const { return a > b ? a : b; }
};

// Columns that are filtered together: the strip stays in the first cache, and its loops are long
// enough for vector instructions.
constexpr int kStrip = 64;

// Replaces item i by the extremum of items i to i + window - 1 of `count` items that lie `stride`
// samples apart, `lanes` neighbours side by side: windows of 2, 4, 8, ... and then two that overlap
// (van Herk's idea in logarithmic steps).
template <typename Extremum>
void slide(uint8_t* samples, int count, int lanes, int window) {
  const Extremum extremum;
  const auto merge = [&](int items, int distance) {
    const size_t shift = static_cast<size_t>(distance) * static_cast<size_t>(lanes);
    const size_t end = static_cast<size_t>(items) * static_cast<size_t>(lanes);
    for (size_t i = 0; i < end; ++i) samples[i] = extremum(samples[i], samples[i + shift]);
  };
  int covered = 1;
  while (2 * covered <= window) {
    merge(count - 2 * covered + 1, covered);
    covered *= 2;
  }
  if (covered < window) merge(count - window + 1, window - covered);
}

template <typename Extremum>
void filter_rows(Image& plane, int half_width) {
  std::vector<uint8_t> row(static_cast<size_t>(plane.width + 2 * half_width), Extremum::kNeutral);
  for (int y = 0; y < plane.height; ++y) {
    std::fill(row.begin() + plane.width + half_width, row.end(), Extremum::kNeutral);
    std::fill_n(row.begin(), half_width, Extremum::kNeutral);
    std::copy_n(plane.pixel(0, y), plane.width, row.begin() + half_width);
    slide<Extremum>(row.data(), static_cast<int>(row.size()), 1, 2 * half_width + 1);
    std::copy_n(row.begin(), plane.width, plane.pixel(0, y));
  }
}

// `lanes` samples, most often a whole strip, whose length the compiler then knows.
void copy_lanes(const uint8_t* from, int lanes, uint8_t* to) {
  if (lanes == kStrip) {
    std::memcpy(to, from, kStrip);
  } else {
    std::memcpy(to, from, static_cast<size_t>(lanes));
  }
}

template <typename Extremum>
void filter_columns(Image& plane, int half_width) {
  const int items = plane.height + 2 * half_width;
  std::vector<uint8_t> strip(static_cast<size_t>(items) * kStrip);
  for (int x = 0; x < plane.width; x += kStrip) {
    const int lanes = std::min(kStrip, plane.width - x);
    const auto lead = static_cast<ptrdiff_t>(half_width) * lanes;
    std::fill_n(strip.begin(), lead, Extremum::kNeutral);
    std::fill_n(strip.begin() + lead + static_cast<ptrdiff_t>(plane.height) * lanes, lead,
                Extremum::kNeutral);
    for (int y = 0; y < plane.height; ++y) {
      copy_lanes(plane.pixel(x, y), lanes, strip.data() + lead + static_cast<ptrdiff_t>(y) * lanes);
    }
    slide<Extremum>(strip.data(), items, lanes, 2 * half_width + 1);
    for (int y = 0; y < plane.height; ++y) {
      copy_lanes(strip.data() + static_cast<ptrdiff_t>(y) * lanes, lanes, plane.pixel(x, y));
    }
  }
}

template <typename Extremum>
void filter(Image& plane, int half_width) {
  filter_rows<Extremum>(plane, half_width);
  filter_columns<Extremum>(plane, half_width);
}

}  // namespace

Image without_bright_structures(Image plane, int half_width) {
  filter<Smallest>(plane, half_width);
  filter<Largest>(plane, half_width);
  return plane;
}

Image without_dark_structures(Image plane, int half_width) {
  filter<Largest>(plane, half_width);
  filter<Smallest>(plane, half_width);
  return plane;
}

Image grown(Image mask, int pixels) {
  filter<Largest>(mask, pixels);
  return mask;
}

}  // namespace myolens
