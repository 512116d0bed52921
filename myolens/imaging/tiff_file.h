// A TIFF file in memory, opened by libtiff at its first page, with the facts about that page that
// decoding needs, checked. Not thread-safe; libtiff prints nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <tiffio.h>
#include <vector>

namespace myolens {

class TiffFile {
 public:
  // Errors: kBadFormat (damaged, or a kind of picture that is not read), kLimitExceeded. `bytes`
  // and `origin` must outlive the file.
  TiffFile(std::span<const uint8_t> bytes, const std::string& origin);
  TiffFile(const TiffFile&) = delete;
  TiffFile& operator=(const TiffFile&) = delete;

  TIFF* handle() const { return tiff_.get(); }
  const std::string& origin() const { return origin_; }
  int width() const { return width_; }
  int height() const { return height_; }
  int bits() const { return bits_; }        // a sample: 1, 2, 4 (one sample only), 8 or 16
  int samples() const { return samples_; }  // a pixel: 1 to 4, colours first
  int orientation() const { return orientation_; }
  bool planes_apart() const { return planes_apart_; }
  bool is_palette() const { return photometric_ == PHOTOMETRIC_PALETTE; }
  bool is_rgb() const { return photometric_ == PHOTOMETRIC_RGB; }
  bool white_is_zero() const { return photometric_ == PHOTOMETRIC_MINISWHITE; }
  std::vector<std::string> notes() const;

  // The value of a tag. Errors: kBadFormat when the file has none.
  template <typename Value>
  Value required(uint32_t tag, const char* name) const {
    Value value = 0;
    if (TIFFGetField(handle(), tag, &value) == 0) fail(std::string("no ") + name);
    return value;
  }

  // What libtiff complained of first since the last call of forget_complaints, warnings included.
  const std::string& complaint() const { return client_.complaint; }
  void forget_complaints() { client_.complaint.clear(); }

  [[noreturn]] void fail(const std::string& reason) const;

  // What libtiff's client functions see.
  struct Client {
    std::span<const uint8_t> bytes;
    size_t position = 0;
    std::string complaint;
  };

 private:
  int with_default(uint32_t tag) const;
  void check_compression() const;
  void check_kind();

  const std::string& origin_;
  Client client_;
  std::unique_ptr<TIFF, decltype(&TIFFClose)> tiff_;
  int width_ = 0;
  int height_ = 0;
  int bits_ = 0;
  int samples_ = 0;
  bool planes_apart_ = false;
  int photometric_ = 0;
  int orientation_ = 1;
};

}  // namespace myolens
