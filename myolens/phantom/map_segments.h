// Means per AHA segment of maps on the phantom's fixed disc, by a table made once.
#pragma once

#include <cstdint>
#include <vector>

#include "myolens/imaging/image.h"
#include "myolens/phantom/summed_score.h"

namespace myolens {

// Immutable after construction; thread-safe.
class MapSegments {
 public:
  MapSegments();

  // As segment_means(map, kMapDisc), for a map of kMapSide squared.
  SegmentValues means(const FloatImage& map) const;

 private:
  std::vector<uint8_t> segment_;  // per pixel; 0 outside the disc
};

}  // namespace myolens
