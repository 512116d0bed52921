// What the headers of a BMP file say, checked. Source: Microsoft, "Bitmap Storage" and
// BITMAPV5HEADER.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace myolens {

enum class BmpCoding { kPlain, kRunLengths8, kRunLengths4 };

struct BmpHeader {
  int width = 0;
  int height = 0;
  bool top_down = false;
  int bits = 0;  // a pixel: 1, 4, 8 with a palette; 16, 24, 32 with masks
  BmpCoding coding = BmpCoding::kPlain;
  std::array<uint32_t, 4> masks{};              // red, green, blue, alpha; alpha may be 0
  std::vector<std::array<uint8_t, 3>> palette;  // RGB
  bool has_profile = false;
  std::span<const uint8_t> pixels;  // from the first pixel to the end of the file
};

// Errors: kBadFormat, kLimitExceeded. `origin` names the source.
BmpHeader parse_bmp_header(std::span<const uint8_t> bytes, const std::string& origin);

// The index into the palette of every pixel, in the order of the file, out of RLE8 or RLE4. Pixels
// that the file skips are 0. Errors: kBadFormat (cut off, runs beyond the picture).
std::vector<uint8_t> expand_bmp_runs(const BmpHeader& header, const std::string& origin);

[[noreturn]] void fail_bmp(const std::string& origin, const std::string& reason);

}  // namespace myolens
