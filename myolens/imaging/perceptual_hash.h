// Tells pictures that are the same to the eye: saved again as JPEG, scaled or a little brighter.
#pragma once

#include <array>
#include <cstdint>

#include "myolens/imaging/image.h"

namespace myolens {

// Bit (x, y) of 16 x 16 says whether the luma of the picture, scaled to 17 x 16, rises from x to
// x + 1 (a "difference hash"). Four rows a word.
struct PerceptualHash {
  std::array<uint64_t, 4> bits{};
  bool operator==(const PerceptualHash&) const = default;
};

// Errors: kInvalidArgument (empty, or not RGB).
PerceptualHash perceptual_hash(const Image& image);

// 0 to 256.
int hamming_distance(const PerceptualHash& a, const PerceptualHash& b);

// Up to here two polar maps count as one, saved twice. Of 200 synthetic patients, 2,000 copies of
// maps (JPEG quality 60 to 90, scale 0.4 to 1.3, brightness +-7 %, a row and a column cut off) are
// 0 to 8 bits from their map, maps of different patients at least 16 (19,900 pairs; median 63).
inline constexpr int kNearSameBits = 10;

}  // namespace myolens
