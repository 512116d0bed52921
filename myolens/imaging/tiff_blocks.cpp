#include "myolens/imaging/tiff_blocks.h"

#include <algorithm>
#include <cstring>

#include "myolens/imaging/picture_limits.h"

namespace myolens {
namespace {

constexpr uint64_t kSmallTile = 2048 * 2048;  // pixels; a small picture may lie in one such tile

// Tiles, or strips over the full width: what is compressed in one piece.
struct Layout {
  bool tiled = false;
  int width = 0;
  int height = 0;
  size_t bytes = 0;      // of a whole block
  size_t row_bytes = 0;  // from one row to the next

  // Lengths that libtiff worked out from hostile numbers must hold what will be read.
  bool holds(uint64_t row_bits) const {
    return row_bytes > 0 && row_bytes >= (row_bits + 7) / 8 &&
           bytes >= row_bytes * static_cast<size_t>(height);
  }
};

Layout layout_of(const TiffFile& file) {
  TIFF* tiff = file.handle();
  Layout layout;
  layout.tiled = TIFFIsTiled(tiff) != 0;
  if (layout.tiled) {
    const auto width = file.required<uint32_t>(TIFFTAG_TILEWIDTH, "tile width");
    const auto height = file.required<uint32_t>(TIFFTAG_TILELENGTH, "tile height");
    check_picture_limits(width, height, file.origin() + ": a tile");
    const auto pixels = static_cast<uint64_t>(file.width()) * static_cast<uint64_t>(file.height());
    if (uint64_t{width} * height > std::max(pixels, kSmallTile))
      file.fail("tiles far larger than the picture");
    layout.width = static_cast<int>(width);
    layout.height = static_cast<int>(height);
    layout.bytes = static_cast<size_t>(std::max<tmsize_t>(TIFFTileSize(tiff), 0));
    layout.row_bytes = static_cast<size_t>(std::max<tmsize_t>(TIFFTileRowSize(tiff), 0));
  } else {
    uint32_t rows = 0;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &rows);
    if (rows == 0) file.fail("strips without rows");
    layout.width = file.width();
    layout.height = static_cast<int>(std::min(rows, static_cast<uint32_t>(file.height())));
    layout.bytes = static_cast<size_t>(std::max<tmsize_t>(TIFFStripSize(tiff), 0));
    layout.row_bytes = static_cast<size_t>(std::max<tmsize_t>(TIFFScanlineSize(tiff), 0));
  }
  const int samples_apart = file.planes_apart() ? 1 : file.samples();
  if (!layout.holds(static_cast<uint64_t>(layout.width) *
                    static_cast<uint64_t>(file.bits() * samples_apart)))
    file.fail("strips or tiles of an impossible size");
  return layout;
}

template <typename Sample>
Sample sample_at(const uint8_t* row, int i, int bits) {
  Sample value = 0;
  if (bits == 8 * sizeof(Sample)) {
    std::memcpy(&value, row + sizeof(Sample) * static_cast<size_t>(i), sizeof(Sample));
    return value;
  }
  const int per_byte = 8 / bits;
  const int shift = 8 - bits * (i % per_byte + 1);
  return static_cast<Sample>(row[i / per_byte] >> shift & ((1 << bits) - 1));
}

template <typename Sample>
class BlockReader {
 public:
  explicit BlockReader(TiffFile& file)
      : file_(file),
        layout_(layout_of(file)),
        buffer_(layout_.bytes),
        image_(file.width(), file.height(), file.samples()) {}

  BasicImage<Sample> read() {
    const int planes = file_.planes_apart() ? file_.samples() : 1;
    uint32_t index = 0;
    for (int plane = 0; plane < planes; ++plane) {
      for (int top = 0; top < file_.height(); top += layout_.height) {
        for (int left = 0; left < file_.width(); left += layout_.width) {
          const int rows = std::min(layout_.height, file_.height() - top);
          read_block(index++, rows);
          for (int y = 0; y < rows; ++y) unpack_row(y, image_.pixel(left, top + y) + plane, left);
        }
      }
    }
    return std::move(image_);
  }

 private:
  void read_block(uint32_t index, int rows) {
    const auto size = static_cast<tmsize_t>(buffer_.size());
    const tmsize_t count = layout_.tiled
                               ? TIFFReadEncodedTile(file_.handle(), index, buffer_.data(), size)
                               : TIFFReadEncodedStrip(file_.handle(), index, buffer_.data(), size);
    // libtiff fills damaged pieces with what it has, and warns.
    if (!file_.complaint().empty()) file_.fail(file_.complaint());
    if (count < static_cast<tmsize_t>(layout_.row_bytes) * rows) file_.fail("the data end early");
  }

  void unpack_row(int y, Sample* target, int left) const {
    const uint8_t* row = buffer_.data() + static_cast<size_t>(y) * layout_.row_bytes;
    const int together = file_.planes_apart() ? 1 : file_.samples();
    const int columns = std::min(layout_.width, file_.width() - left);
    for (int x = 0; x < columns; ++x, target += file_.samples()) {
      for (int c = 0; c < together; ++c)
        target[c] = sample_at<Sample>(row, x * together + c, file_.bits());
    }
  }

  TiffFile& file_;
  Layout layout_;
  std::vector<uint8_t> buffer_;
  BasicImage<Sample> image_;
};

}  // namespace

template <typename Sample>
BasicImage<Sample> read_stored_samples(TiffFile& file) {
  file.forget_complaints();  // of unknown tags, which do no harm
  return BlockReader<Sample>(file).read();
}
template BasicImage<uint8_t> read_stored_samples(TiffFile&);
template BasicImage<uint16_t> read_stored_samples(TiffFile&);

}  // namespace myolens
