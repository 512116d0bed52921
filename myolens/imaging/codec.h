// Pictures to and from bytes: PNG and JPEG. Every byte is taken for hostile: limits hold before
// memory is allocated. Thread-safe (no shared state).
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "myolens/base/file.h"
#include "myolens/imaging/image.h"

namespace myolens {

inline constexpr int kMaximalSideInPixels = 16384;
inline constexpr size_t kMaximalPixels = size_t{100} << 20;

// 8-bit RGB (3 channels) from PNG or JPEG, recognised by content. Grey is repeated in the three
// channels, palettes are resolved, alpha is laid over black, 16-bit samples keep their upper byte.
// `origin` names the source in errors. Errors: kBadFormat (not a PNG or JPEG, damaged, truncated),
// kLimitExceeded.
Image decode_image(std::span<const uint8_t> bytes, const std::string& origin);

// Width, height and format without decoding the pixels.
struct ImageHeader {
  int width = 0;
  int height = 0;
  std::string format;  // "png" or "jpeg"
};
ImageHeader read_image_header(std::span<const uint8_t> bytes, const std::string& origin);

// 1 or 3 channels. `compression_level` 0 (none) to 9; 1 is three times faster than 6 for 10 % more
// bytes. No metadata.
Bytes encode_png(const Image& image, int compression_level = 1);

// 1 or 3 channels; `quality` 1 to 100; 4:2:0 chroma, baseline. No metadata.
Bytes encode_jpeg(const Image& image, int quality);

}  // namespace myolens
