// What the pixels of an object are, read and checked before any memory is taken (PS3.3 section
// C.7.6.3).
#pragma once

#include <string>

#include "myolens/dicom/dicom_file.h"

namespace myolens {

enum class Photometric {
  kMonochrome1,
  kMonochrome2,
  kRgb,
  kPalette,
  kYbrFull,
  kYbrFull422,
  kYbrRct,  // JPEG 2000, reversible
  kYbrIct,  // JPEG 2000, irreversible
  kOther,
};

Photometric photometric_of(const std::string& text);
// "MONOCHROME1", ... or "other".
std::string name_of(Photometric photometric);

struct PixelFormat {
  int rows = 0;
  int columns = 0;
  int frames = 1;
  int samples = 1;         // of a pixel: 1 or 3
  int bits_allocated = 8;  // 8 or 16
  int bits_stored = 8;
  int high_bit = 7;
  bool is_signed = false;
  bool planar = false;  // one plane per colour, in native and RLE data
  Photometric photometric = Photometric::kOther;

  size_t pixels() const { return static_cast<size_t>(rows) * static_cast<size_t>(columns); }
};

// Number of frames as the header states it, at least 1.
int frame_count(const DataSet& data, const std::string& origin);

// Errors: kBadFormat (no picture, encrypted, video, unsupported kind, contradictory numbers),
// kLimitExceeded (more pixels than a picture may have).
PixelFormat read_pixel_format(const DicomFile& file, const std::string& origin);

}  // namespace myolens
