// Pictures to and from bytes. Every byte is taken for hostile: limits hold before memory is
// allocated. Thread-safe (no shared state).
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "myolens/base/file.h"
#include "myolens/imaging/picture.h"

namespace myolens {

inline constexpr int kMaximalSideInPixels = 16384;
inline constexpr size_t kMaximalPixels = size_t{100} << 20;

// Whether the bytes begin like a picture that decode_picture reads. The name of a file says
// nothing. (A DICOM file may begin like a TIFF: ask for its own mark at byte 128 first.)
bool is_picture(std::span<const uint8_t> bytes);

// JPEG, PNG, BMP or TIFF, recognised by content. Palettes are resolved, alpha is laid over black,
// inks (CMYK JPEG) are converted without a colour profile, the orientation that Exif or TIFF state
// is applied, embedded colour profiles are ignored; `notes` tell of what may surprise.
// `origin` names the source in errors. Errors: kBadFormat (none of these formats, damaged,
// truncated: half a picture is never returned), kLimitExceeded.
Picture decode_picture(std::span<const uint8_t> bytes, const std::string& origin);

// `shown` of decode_picture.
Image decode_image(std::span<const uint8_t> bytes, const std::string& origin);

// Width, height (as decode_image would give them) and format without decoding the pixels. Errors:
// as decode_image, as far as the header shows them.
struct ImageHeader {
  int width = 0;
  int height = 0;
  std::string format;  // "jpeg", "png", "bmp" or "tiff"
};
ImageHeader read_image_header(std::span<const uint8_t> bytes, const std::string& origin);

// 1 or 3 channels. `compression_level` 0 (none) to 9; on polar maps, 1 is four times faster than 6
// for a tenth more bytes. No metadata. Errors: kInvalidArgument, kLimitExceeded (as when decoding).
Bytes encode_png(const Image& image, int compression_level = 1);
Bytes encode_png(const Image16& image, int compression_level = 1);

// 1 or 3 channels; `quality` 1 to 100; 4:2:0 chroma, baseline. No metadata. Errors: as encode_png.
Bytes encode_jpeg(const Image& image, int quality);

}  // namespace myolens
