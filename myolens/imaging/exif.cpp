#include "myolens/imaging/exif.h"

#include <optional>

namespace myolens {
namespace {

constexpr uint16_t kOrientationTag = 0x0112;
constexpr uint16_t kShortType = 3;
constexpr size_t kEntryBytes = 12;

class TiffReader {
 public:
  TiffReader(std::span<const uint8_t> bytes, bool big_endian)
      : bytes_(bytes), big_endian_(big_endian) {}

  std::optional<uint32_t> number(size_t offset, size_t size) const {
    if (offset > bytes_.size() || bytes_.size() - offset < size) return std::nullopt;
    uint32_t value = 0;
    for (size_t i = 0; i < size; ++i) {
      value = value << 8 | bytes_[offset + (big_endian_ ? i : size - 1 - i)];
    }
    return value;
  }

 private:
  std::span<const uint8_t> bytes_;
  bool big_endian_;
};

std::optional<uint32_t> orientation_entry(const TiffReader& tiff) {
  const auto directory = tiff.number(4, 4);
  if (tiff.number(2, 2) != 42 || !directory) return std::nullopt;
  const uint32_t count = tiff.number(*directory, 2).value_or(0);
  for (uint32_t i = 0; i < count; ++i) {
    const size_t entry = size_t{*directory} + 2 + kEntryBytes * i;
    if (tiff.number(entry, 2) != kOrientationTag) continue;
    if (tiff.number(entry + 2, 2) != kShortType) return std::nullopt;
    return tiff.number(entry + 8, 2);
  }
  return std::nullopt;
}

}  // namespace

int exif_orientation(std::span<const uint8_t> tiff) {
  if (tiff.size() < 8 || tiff[0] != tiff[1] || (tiff[0] != 'M' && tiff[0] != 'I')) return 1;
  const uint32_t value = orientation_entry(TiffReader(tiff, tiff[0] == 'M')).value_or(1);
  return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
}

void note_orientation(int orientation, const std::string& source, std::vector<std::string>& notes) {
  if (orientation == 1) return;
  notes.push_back(source + " orientation " + std::to_string(orientation) + " applied");
}

}  // namespace myolens
