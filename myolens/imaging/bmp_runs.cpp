#include <algorithm>

#include "myolens/imaging/bmp_header.h"

namespace myolens {
namespace {

// RLE8 and RLE4: pairs of a count and a value; a count of 0 escapes (Microsoft, "Bitmap
// Compression").
class RunExpander {
 public:
  RunExpander(const BmpHeader& header, const std::string& origin)
      : header_(header),
        origin_(origin),
        four_bits_(header.coding == BmpCoding::kRunLengths4),
        width_(static_cast<size_t>(header.width)),
        height_(static_cast<size_t>(header.height)),
        pixels_(width_ * height_) {}

  std::vector<uint8_t> expand() {
    for (bool more = true; more;) {
      const size_t count = next();
      const uint8_t value = next();
      if (count > 0) {
        for (size_t i = 0; i < count; ++i) put(nibble_of(value, i));
      } else {
        more = escape(value);
      }
    }
    return std::move(pixels_);
  }

 private:
  enum Escape : uint8_t { kEndOfLine = 0, kEndOfPicture = 1, kMove = 2 };

  // False at the end of the picture.
  bool escape(uint8_t code) {
    if (code == kEndOfPicture) return false;
    if (code == kEndOfLine) {
      x_ = 0;
      ++y_;
    } else if (code == kMove) {
      x_ += next();
      y_ += next();
    } else {
      literal(code);
    }
    return true;
  }

  // Single pixels, filled up to an even number of bytes.
  void literal(size_t count) {
    const size_t bytes = four_bits_ ? (count + 1) / 2 : count;
    uint8_t value = 0;
    for (size_t i = 0; i < count; ++i) {
      if (!four_bits_ || i % 2 == 0) value = next();
      put(nibble_of(value, i));
    }
    if (bytes % 2 == 1) next();
  }

  uint8_t nibble_of(uint8_t value, size_t i) const {
    if (!four_bits_) return value;
    return i % 2 == 0 ? value >> 4 : value & 15;
  }

  uint8_t next() {
    if (position_ == header_.pixels.size()) fail_bmp(origin_, "the data end early");
    return header_.pixels[position_++];
  }

  void put(uint8_t index) {
    if (x_ >= width_ || y_ >= height_) fail_bmp(origin_, "a run leaves the picture");
    pixels_[y_ * width_ + x_++] = index;
  }

  const BmpHeader& header_;
  const std::string& origin_;
  const bool four_bits_;
  const size_t width_;
  const size_t height_;
  std::vector<uint8_t> pixels_;
  size_t position_ = 0;
  size_t x_ = 0;
  size_t y_ = 0;
};

}  // namespace

std::vector<uint8_t> expand_bmp_runs(const BmpHeader& header, const std::string& origin) {
  return RunExpander(header, origin).expand();
}

}  // namespace myolens
