// JPEG 2000 (ISO/IEC 15444-1) by OpenJPEG. Thread-safe.
#pragma once

#include <span>
#include <string>
#include <variant>

#include "myolens/dicom/pixel_format.h"
#include "myolens/imaging/image.h"

namespace myolens {

struct Jpeg2000Frame {
  std::variant<Image, Image16> cells;  // in two's complement of the whole cell when signed
  int precision = 8;                   // bits of a value
  bool is_signed = false;
  bool is_rgb = false;  // a colour transformation was undone
};

// A raw codestream, as DICOM has it, or one in a JP2 file. Errors: kBadFormat (damaged, truncated,
// not of the size and depth that `format` states).
Jpeg2000Frame decode_jpeg2000(std::span<const uint8_t> stream, const PixelFormat& format,
                              const std::string& origin);

}  // namespace myolens
