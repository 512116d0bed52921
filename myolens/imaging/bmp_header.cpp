#include "myolens/imaging/bmp_header.h"

#include <algorithm>

#include "myolens/base/error.h"
#include "myolens/imaging/bmp.h"
#include "myolens/imaging/picture_limits.h"

namespace myolens {
namespace {

constexpr size_t kFileHeaderBytes = 14;
constexpr uint32_t kCoreHeader = 12;  // OS/2 1: 16-bit sides, palette of 3 bytes an entry
constexpr uint32_t kInfoHeader = 40;
constexpr uint32_t kOs2Header = 64;
constexpr uint32_t kV4Header = 108;
constexpr uint32_t kV5Header = 124;
constexpr std::array<uint32_t, 7> kHeaderSizes{kCoreHeader, kInfoHeader, 52,       56,
                                               kOs2Header,  kV4Header,   kV5Header};

enum Compression : uint32_t { kRgb = 0, kRle8 = 1, kRle4 = 2, kBitFields = 3, kAlphaBitFields = 6 };

class Fields {
 public:
  Fields(std::span<const uint8_t> bytes, const std::string& origin)
      : bytes_(bytes), origin_(origin) {}

  uint32_t number(size_t offset, size_t size) const {
    if (offset > bytes_.size() || bytes_.size() - offset < size)
      fail_bmp(origin_, "the header ends early");
    uint32_t value = 0;
    for (size_t i = size; i-- > 0;) value = value << 8 | bytes_[offset + i];
    return value;
  }
  std::span<const uint8_t> from(size_t offset) const {
    if (offset >= bytes_.size()) fail_bmp(origin_, "the data end before the pixels");
    return bytes_.subspan(offset);
  }

 private:
  std::span<const uint8_t> bytes_;
  const std::string& origin_;
};

void read_size(const Fields& fields, bool core, const std::string& origin, BmpHeader& header) {
  const size_t side_bytes = core ? 2 : 4;
  const uint32_t width = fields.number(kFileHeaderBytes + 4, side_bytes);
  const uint32_t stored = fields.number(kFileHeaderBytes + 4 + side_bytes, side_bytes);
  header.top_down = !core && stored > INT32_MAX;
  const uint32_t height = header.top_down ? 0 - stored : stored;
  check_picture_limits(width, height, origin);
  header.width = static_cast<int>(width);
  header.height = static_cast<int>(height);
  header.bits = static_cast<int>(fields.number(kFileHeaderBytes + 6 + 2 * side_bytes, 2));
}

BmpCoding coding_of(uint32_t compression, const BmpHeader& header, const std::string& origin) {
  const bool palette = header.bits == 1 || header.bits == 4 || header.bits == 8;
  const bool masks = header.bits == 16 || header.bits == 32;
  if (compression == kRgb && (palette || masks || header.bits == 24)) return BmpCoding::kPlain;
  if ((compression == kBitFields || compression == kAlphaBitFields) && masks)
    return BmpCoding::kPlain;
  if (compression == kRle8 && header.bits == 8 && !header.top_down) return BmpCoding::kRunLengths8;
  if (compression == kRle4 && header.bits == 4 && !header.top_down) return BmpCoding::kRunLengths4;
  fail_bmp(origin, "compression " + std::to_string(compression) + " with " +
                       std::to_string(header.bits) + " bits a pixel is not read");
}

std::array<uint32_t, 4> masks_of(const Fields& fields, uint32_t size, uint32_t compression,
                                 int bits) {
  if (compression == kRgb) {
    if (bits == 16) return {0x7C00, 0x03E0, 0x001F, 0};
    return {0xFF0000, 0xFF00, 0xFF, 0};
  }
  constexpr size_t kMasks = kFileHeaderBytes + kInfoHeader;
  const bool alpha = size >= 56 || compression == kAlphaBitFields;
  return {fields.number(kMasks, 4), fields.number(kMasks + 4, 4), fields.number(kMasks + 8, 4),
          alpha ? fields.number(kMasks + 12, 4) : 0};
}

std::vector<std::array<uint8_t, 3>> palette_of(const Fields& fields, uint32_t size, int bits,
                                               const std::string& origin) {
  const uint32_t possible = 1U << bits;
  const uint32_t used = size == kCoreHeader ? 0 : fields.number(kFileHeaderBytes + 32, 4);
  if (used > possible)
    fail_bmp(origin, "a palette of " + std::to_string(used) + " colours for " +
                         std::to_string(bits) + " bits");
  const size_t entry_bytes = size == kCoreHeader ? 3 : 4;
  std::vector<std::array<uint8_t, 3>> palette(used == 0 ? possible : used);
  size_t entry = kFileHeaderBytes + size;
  for (auto& colour : palette) {
    for (size_t c = 0; c < 3; ++c)
      colour[c] = static_cast<uint8_t>(fields.number(entry + 2 - c, 1));  // stored as BGR
    entry += entry_bytes;
  }
  return palette;
}

bool has_profile(const Fields& fields, uint32_t size) {
  if (size != kV5Header) return false;
  constexpr uint32_t kEmbedded = 0x4D424544, kLinked = 0x4C494E4B;  // 'MBED', 'LINK'
  const uint32_t colour_space = fields.number(kFileHeaderBytes + 56, 4);
  return colour_space == kEmbedded || colour_space == kLinked;
}

}  // namespace

void fail_bmp(const std::string& origin, const std::string& reason) {
  throw Error(ErrorCode::kBadFormat, origin + ": damaged or unsupported BMP (" + reason +
                                         "); export or copy the picture again");
}

bool is_bmp(std::span<const uint8_t> bytes) {
  if (bytes.size() < kFileHeaderBytes + 4 || bytes[0] != 'B' || bytes[1] != 'M') return false;
  const std::string nameless;
  return std::ranges::find(kHeaderSizes, Fields(bytes, nameless).number(kFileHeaderBytes, 4)) !=
         kHeaderSizes.end();
}

BmpHeader parse_bmp_header(std::span<const uint8_t> bytes, const std::string& origin) {
  const Fields fields(bytes, origin);
  const uint32_t size = fields.number(kFileHeaderBytes, 4);
  BmpHeader header;
  read_size(fields, size == kCoreHeader, origin, header);
  const uint32_t compression =
      size == kCoreHeader ? uint32_t{kRgb} : fields.number(kFileHeaderBytes + 16, 4);
  // OS/2 gave 3 (Huffman) and 4 meanings of its own.
  if (size == kOs2Header && compression > kRle4)
    fail_bmp(origin, "OS/2 compression " + std::to_string(compression) + " is not read");
  header.coding = coding_of(compression, header, origin);
  if (header.bits <= 8) {
    header.palette = palette_of(fields, size, header.bits, origin);
  } else {
    header.masks = masks_of(fields, size, compression, header.bits);
  }
  header.has_profile = has_profile(fields, size);
  header.pixels = fields.from(fields.number(10, 4));
  return header;
}

}  // namespace myolens
