// One decoded frame as it was stored, before grey values or colours are made of it.
#pragma once

#include <variant>

#include "myolens/dicom/pixel_format.h"
#include "myolens/imaging/image.h"

namespace myolens {

// Samples stand side by side for each pixel. Values fill the lower `bits` of a cell, those above
// are 0; signed values are in two's complement of `bits`.
struct RawFrame {
  std::variant<Image, Image16> cells;
  int bits = 8;
  bool is_signed = false;
  Photometric photometric = Photometric::kOther;  // of the cells: RGB where a decoder undid YBR
};

// `frame` from 0. Errors: kBadFormat (damaged, truncated, or at odds with the header).
RawFrame read_raw_frame(const DicomFile& file, const PixelFormat& format, int frame);

}  // namespace myolens
