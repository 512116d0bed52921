// What is kept of a picture to find its doubles: some kilobytes, whatever its size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "myolens/imaging/perceptual_hash.h"

namespace myolens {

struct Fingerprint {
  static constexpr int kSide = 32;
  static constexpr size_t kCells = size_t{kSide} * kSide;

  std::string bytes_sha256;   // of the file
  std::string pixels_sha256;  // of the size and the 8-bit RGB pixels
  PerceptualHash hash;
  std::vector<uint8_t> cells;  // the picture shrunk to kSide x kSide: all reds, greens, blues
};

// `frame` as in decode_screen. Errors: as decode_screen.
Fingerprint fingerprint_of(std::span<const uint8_t> file, const std::string& origin,
                           std::optional<int> frame);

}  // namespace myolens
