#include "myolens/dicom/colour.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "myolens/dicom/lookup_table.h"
#include "myolens/dicom/tags.h"

namespace myolens {
namespace {

// PS3.3 section C.7.6.3.1.2: ITU-R BT.601 over the full range. In 1/65536, rounded.
class YbrToRgb {
 public:
  YbrToRgb() {
    for (int i = 0; i < 256; ++i) {
      const double chroma = i - 128;
      const auto at = static_cast<size_t>(i);
      red_[at] = static_cast<int>(std::lround(65536 * 1.402 * chroma));
      green_of_blue_[at] = static_cast<int>(std::lround(-65536 * 0.344136286 * chroma));
      green_of_red_[at] = static_cast<int>(std::lround(-65536 * 0.714136286 * chroma));
      blue_[at] = static_cast<int>(std::lround(65536 * 1.772 * chroma));
    }
  }

  void convert(uint8_t* pixel) const {
    const int luma = (pixel[0] << 16) + (1 << 15);
    const uint8_t cb = pixel[1];
    const uint8_t cr = pixel[2];
    pixel[0] = clamped(luma + red_[cr]);
    pixel[1] = clamped(luma + green_of_blue_[cb] + green_of_red_[cr]);
    pixel[2] = clamped(luma + blue_[cb]);
  }

 private:
  static uint8_t clamped(int value) {
    return static_cast<uint8_t>(std::clamp(value >> 16, 0, 255));
  }

  std::array<int, 256> red_;
  std::array<int, 256> green_of_blue_;
  std::array<int, 256> green_of_red_;
  std::array<int, 256> blue_;
};

template <typename Sample>
void spread(BasicImage<Sample>& cells, int bits) {
  constexpr uint32_t kWhite = std::numeric_limits<Sample>::max();
  const uint32_t largest = (uint32_t{1} << bits) - 1;
  if (largest == kWhite) return;
  for (Sample& cell : cells.samples)
    cell = static_cast<Sample>((cell * kWhite + largest / 2) / largest);
}

struct Palette {
  std::array<LookupTable, 3> tables;
  int shift = 0;  // to 8 bits
};

Palette read_palette(const DataSet& data, bool signed_values) {
  Palette palette;
  int bits = 8;
  uint16_t largest = 0;
  for (uint32_t colour = 0; colour < 3; ++colour) {
    palette.tables[colour] = read_lookup_table(
        data,
        {tags::kRedDescriptor + colour, tags::kRedTable + colour, tags::kRedSegments + colour},
        signed_values);
    bits = std::max(bits, palette.tables[colour].bits);
    largest = std::max(largest, std::ranges::max(palette.tables[colour].entries));
  }
  palette.shift = largest > 255 ? bits - 8 : 0;
  return palette;
}

}  // namespace

Picture colour_picture(RawFrame raw) {
  if (auto* deep = std::get_if<Image16>(&raw.cells)) {
    spread(*deep, raw.bits);
    if (raw.bits > 8) return deep_picture(std::move(*deep), {});
    return {to_8_bit_rgb(*deep), {}, {}};
  }
  Image image = std::get<Image>(std::move(raw.cells));
  spread(image, raw.bits);
  if (raw.photometric == Photometric::kYbrFull || raw.photometric == Photometric::kYbrFull422) {
    static const YbrToRgb kYbrToRgb;
    for (size_t i = 0; i < image.samples.size(); i += 3) kYbrToRgb.convert(&image.samples[i]);
  }
  return {std::move(image), {}, {}};
}

Picture palette_picture(const RawFrame& raw, const DataSet& data) {
  const Palette palette = read_palette(data, raw.is_signed);
  const int sign = 1 << (raw.bits - 1);
  Picture picture;
  std::visit(
      [&](const auto& cells) {
        picture.shown = Image(cells.width, cells.height, 3);
        uint8_t* out = picture.shown.samples.data();
        for (const int cell : cells.samples) {
          const int index = raw.is_signed && cell >= sign ? cell - 2 * sign : cell;
          for (const LookupTable& table : palette.tables)
            *out++ = static_cast<uint8_t>(table.at(index) >> palette.shift);
        }
      },
      raw.cells);
  return picture;
}

}  // namespace myolens
