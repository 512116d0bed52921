// What the fuzz targets of the picture decoders share.
#pragma once

#include <span>

#include "myolens/imaging/codec.h"
#include "tests/fuzz/fuzzing.h"

namespace myolens {

// Large pictures are left out: they only take time here, and the limit has tests of its own. What
// is decoded must be whole.
inline void decode_small(std::span<const uint8_t> bytes,
                         ImageHeader (*read_header)(std::span<const uint8_t>, const std::string&),
                         Picture (*decode)(std::span<const uint8_t>, const std::string&)) {
  constexpr int64_t kPixelLimit = 1 << 20;
  expect_errors_only([&] {
    const ImageHeader header = read_header(bytes, "a");
    if (int64_t{header.width} * header.height > kPixelLimit) return;
    const Picture picture = decode(bytes, "a");
    const auto pixels = static_cast<size_t>(int64_t{header.width} * header.height);
    const bool whole = picture.shown.width == header.width && picture.shown.channels == 3 &&
                       picture.shown.samples.size() == 3 * pixels;
    const bool deep_whole =
        !picture.deep ||
        picture.deep->samples.size() == pixels * static_cast<size_t>(picture.deep->channels);
    if (!whole || !deep_whole) std::abort();
  });
}

}  // namespace myolens
