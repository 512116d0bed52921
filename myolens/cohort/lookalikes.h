// Pictures that are copies of each other to the eye: saved again as JPEG, scaled, brightened a
// little, with another line of text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "myolens/cohort/fingerprint.h"

namespace myolens {

// Two pictures are near-same when at most 1 % of the cells that vary over all pictures differ by
// more than 8 of 255 in a channel: most of a screen is the same for every patient, so that a hash
// of the whole takes all screens of a department for one. Where most cells vary (maps, and screens
// full of them), 5 % may differ between pictures whose perceptual hashes are near-same: copies that
// are cut a little.
//
// Measured on 4,264 synthetic screens of three cohorts (of all layouts and colours; of one
// department with columns; of one with single discs), on 100 synthetic maps and 20 real ones: no
// two patients are near-same, and all copies of screens are at JPEG quality 60, at 0.8 of the size,
// at 0.6 of the size and quality 50, and brightened by 3.
class Lookalikes {
 public:
  // Fingerprints without cells are like nothing.
  explicit Lookalikes(std::span<const Fingerprint> fingerprints);

  // Thread-safe.
  bool near_same(size_t a, size_t b) const;

 private:
  // Cells that may differ, and that may between pictures with near-same hashes.
  size_t allowed_ = 0;
  size_t allowed_with_hash_ = 0;
  std::vector<PerceptualHash> hashes_;
  std::vector<std::vector<uint8_t>> blocks_;  // of each picture: 64 reds, greens, blues, repeated
};

}  // namespace myolens
