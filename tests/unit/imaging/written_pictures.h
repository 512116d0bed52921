// Pictures written in memory by libjpeg, libpng and libtiff, in the forms that the program's own
// encoders do not write. A refused call ends the test program.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "myolens/base/file.h"
#include "myolens/imaging/image.h"

namespace myolens::test {

struct WrittenJpeg {
  Image samples{};  // 1 channel: grey; 3: RGB; 4: inks
  bool progressive = false;
  bool arithmetic = false;
  bool luma_and_black = false;  // inks as YCCK
  Bytes profile{};              // colour profile, none when empty
};
Bytes jpeg_of(const WrittenJpeg& picture);

struct WrittenPng {
  int width = 0;
  int height = 0;
  int bits = 8;
  int colour_type = 0;  // 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha
  Bytes rows{};         // packed as PNG stores them
  bool interlaced = false;
  std::vector<uint8_t> palette{};  // RGB
  int transparent_grey = -1;
  Bytes profile{};
  double gamma = 0;  // none when 0
};
Bytes png_of(const WrittenPng& picture);

struct WrittenTiff {
  int width = 0;
  int height = 0;
  int samples = 1;
  int bits = 8;
  int photometric = 1;  // 0 white is zero, 1 black is zero, 2 RGB, 3 palette, 5 inks, 6 YCbCr
  int compression = 1;  // 1 none, 5 LZW, 7 JPEG, 8 deflate, 32773 PackBits
  Bytes rows{};         // packed, 16 bits in the order of this machine; planes one after the other
  bool planes_apart = false;
  int rows_per_strip = 0;  // all when 0
  int tile_side = 0;       // no tiles when 0
  int orientation = 1;
  int sample_format = 1;          // 2 signed, 3 floating point
  std::vector<uint16_t> extra{};  // kinds of extra samples: 1 associated alpha, 2 not associated
  std::vector<uint16_t> colour_map{};  // all reds, all greens, all blues
  Bytes profile{};
  int pages = 1;
  bool big_endian = false;
};
Bytes tiff_of(const WrittenTiff& picture);

}  // namespace myolens::test
