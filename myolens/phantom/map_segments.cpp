#include "myolens/phantom/map_segments.h"

#include "myolens/phantom/disc_sampling.h"
#include "myolens/polarmap/aha.h"

namespace myolens {

MapSegments::MapSegments() {
  for (int y = 0; y < kMapSide; ++y) {
    for (int x = 0; x < kMapSide; ++x) {
      const DiscPosition position = disc_position(kMapDisc, x + 0.5, y + 0.5);
      segment_.push_back(position.r <= 1 ? static_cast<uint8_t>(segment_at(position)) : 0);
    }
  }
}

SegmentValues MapSegments::means(const FloatImage& map) const {
  std::array<double, kSegments + 1> sums{};
  std::array<double, kSegments + 1> counts{};
  for (size_t i = 0; i < segment_.size(); ++i) {
    sums[segment_[i]] += static_cast<double>(map.samples[i]);
    ++counts[segment_[i]];
  }
  SegmentValues means;
  for (int segment = 1; segment <= kSegments; ++segment) {
    means[segment - 1] = sums[segment] / counts[segment];
  }
  return means;
}

}  // namespace myolens
