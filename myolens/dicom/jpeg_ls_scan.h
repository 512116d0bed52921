// One scan of a JPEG-LS picture: from bits to samples (T.87 annex A and F).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace myolens {

enum class Interleaving { kNone = 0, kLine = 1, kSample = 2 };

// 0: the default of T.87 section C.2.4.1.1.
struct JpegLsPreset {
  std::array<int, 3> thresholds{};
  int reset = 0;
};

struct JpegLsScan {
  int width = 0;
  int height = 0;
  int precision = 8;
  int components = 1;  // of this scan
  int near = 0;        // how far a value may be off
  Interleaving interleaving = Interleaving::kNone;
  JpegLsPreset preset;
};

// Samples side by side for each pixel; nothing when the data are damaged or end early. `coded` lies
// between the scan's header and the next marker.
std::optional<std::vector<uint16_t>> decode_jpeg_ls_scan(std::span<const uint8_t> coded,
                                                         const JpegLsScan& scan);

}  // namespace myolens
