#include "myolens/imaging/picture.h"

#include <limits>
#include <utility>

namespace myolens {
namespace {

template <typename Sample>
BasicImage<Sample> without_alpha(const BasicImage<Sample>& source) {
  constexpr uint32_t kOpaque = std::numeric_limits<Sample>::max();
  const auto colours = static_cast<size_t>(source.channels - 1);
  BasicImage<Sample> result(source.width, source.height, source.channels - 1);
  const Sample* pixel = source.samples.data();
  for (size_t i = 0; i < result.samples.size(); i += colours, pixel += colours + 1) {
    const uint32_t alpha = pixel[colours];
    for (size_t c = 0; c < colours; ++c) {
      result.samples[i + c] = static_cast<Sample>((pixel[c] * alpha + kOpaque / 2) / kOpaque);
    }
  }
  return result;
}

}  // namespace

Image to_8_bit_rgb(const Image16& deep) {
  Image result(deep.width, deep.height, 3);
  const size_t step = deep.channels == 1 ? 0 : 1;
  const uint16_t* source = deep.samples.data();
  for (size_t i = 0; i < result.samples.size(); i += 3, source += deep.channels) {
    for (size_t c = 0; c < 3; ++c) {
      result.samples[i + c] = static_cast<uint8_t>((source[c * step] + 128U) / 257U);
    }
  }
  return result;
}

Image over_black(const Image& with_alpha) { return without_alpha(with_alpha); }
Image16 over_black(const Image16& with_alpha) { return without_alpha(with_alpha); }

Picture deep_picture(Image16 deep, std::vector<std::string> notes) {
  Image shown = to_8_bit_rgb(deep);
  return {std::move(shown), std::move(deep), std::move(notes)};
}

}  // namespace myolens
