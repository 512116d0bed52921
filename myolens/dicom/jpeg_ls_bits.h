// The bits of a JPEG-LS scan.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>

namespace myolens {

// Ends the decoding of a damaged scan; thrown and caught inside the decoder only.
struct JpegLsDamage {};

// From the upper end of each byte; after 0xFF the uppermost bit of the next is stuffing. Reading
// behind the end is damage.
class JpegLsBits {
 public:
  explicit JpegLsBits(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  // At most 24.
  int bits(int count) {
    if (left_ < count) fill();
    if (left_ < count) throw JpegLsDamage();
    left_ -= count;
    return static_cast<int>(cache_ >> left_ & ((uint64_t{1} << count) - 1));
  }

  // Zeros before the next 1, which is read too; more than `most` are damage.
  int zeros(int most) {
    for (int count = 0;;) {
      if (left_ == 0) fill();
      if (left_ == 0) throw JpegLsDamage();
      const int found = std::min(std::countl_zero(cache_ << (64 - left_)), left_);
      count += found;
      if (count > most) throw JpegLsDamage();
      if (found < left_) {
        left_ -= found + 1;
        return count;
      }
      left_ = 0;
    }
  }

 private:
  void fill() {
    while (left_ <= 56 && position_ < bytes_.size()) {
      const int count = position_ > 0 && bytes_[position_ - 1] == 0xFF ? 7 : 8;
      cache_ = cache_ << count | bytes_[position_++];
      left_ += count;
    }
  }

  std::span<const uint8_t> bytes_;
  size_t position_ = 0;
  uint64_t cache_ = 0;
  int left_ = 0;
};

}  // namespace myolens
