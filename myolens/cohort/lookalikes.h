// Pictures that are copies of each other to the eye: saved again as JPEG, scaled, brightened a
// little, with another line of text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "myolens/cohort/fingerprint.h"

namespace myolens {

// Compares pictures in the cells that vary over all of them, since most of a screen is the same for
// every patient. Two are near-same when at most 1 % of these cells differ by more than 8 of 255 in
// a channel. Measured on 100 synthetic screens, 100 synthetic maps and 20 real maps, whole and set
// into empty screens of 1640 x 1068: no two patients are near-same, and all copies at JPEG quality
// 60, at 0.8 of the size, and at 0.6 of the size and quality 50 are. Not found: small pictures cut
// at another place.
class Lookalikes {
 public:
  // Fingerprints without cells are like nothing.
  explicit Lookalikes(std::span<const Fingerprint> fingerprints);

  // Thread-safe.
  bool near_same(size_t a, size_t b) const;

 private:
  size_t allowed_ = 0;                        // cells that may differ
  std::vector<std::vector<uint8_t>> blocks_;  // of each picture: 64 reds, greens, blues, repeated
};

}  // namespace myolens
