// The headers of a JPEG (ISO/IEC 10918-1) or JPEG-LS (ISO/IEC 14495-1) picture, read before a
// decoder sees it.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>

#include "myolens/dicom/pixel_format.h"

namespace myolens {

struct JpegHeader {
  int width = 0;
  int height = 0;
  int components = 0;
  int precision = 0;  // bits of a sample
  bool lossless = false;
  bool jpeg_ls = false;
  bool exif = false;                   // APP1, which may state an orientation
  bool subsampled = false;             // less colour than brightness
  bool rgb_names = false;              // components are called R, G and B
  bool jfif = false;                   // APP0: YCbCr by definition
  std::optional<int> adobe_transform;  // APP14: 0 RGB, 1 YCbCr
};

// Errors: kBadFormat (no such header, more scans than a sound file has, arithmetic or hierarchical
// coding).
JpegHeader read_jpeg_stream_header(std::span<const uint8_t> stream, const std::string& origin);

// Errors: kBadFormat when the picture is not the one that the DICOM header describes.
void check_jpeg_header(const JpegHeader& header, const PixelFormat& format,
                       const std::string& origin);

// What the decoded components are: kRgb or kYbrFull. Marks in the stream win over the DICOM header,
// since many writers state RGB and write YCbCr.
Photometric jpeg_colours(const JpegHeader& header, Photometric stated);

// Whether a decoder that knows of no DICOM header gives the right colours, and nothing else: 8
// bits, not lossless, with marks that agree with what the components are, and no orientation.
bool is_plain_jpeg(const JpegHeader& header, Photometric stated);

}  // namespace myolens
