#include "myolens/phantom/truth_images.h"

namespace myolens {
namespace {

constexpr float kMaskedShare = 0.9f;  // a loss of more than 10 %

// `value_at`: of a pixel inside the disc.
template <typename ValueAt>
Image picture_of_disc(const ValueAt& value_at) {
  Image picture(kMapSide, kMapSide, 1);
  for (int y = 0; y < kMapSide; ++y) {
    for (int x = 0; x < kMapSide; ++x) {
      const DiscPosition position = disc_position(kMapDisc, x + 0.5, y + 0.5);
      if (position.r <= 1) *picture.pixel(x, y) = static_cast<uint8_t>(value_at(x, y, position));
    }
  }
  return picture;
}

}  // namespace

Image lesion_mask(const UptakeImage& image) {
  return picture_of_disc([&](int x, int y, DiscPosition) {
    return *image.lesion_share.pixel(x, y) < kMaskedShare ? 255 : 0;
  });
}

Image segment_picture() {
  return picture_of_disc([](int, int, DiscPosition position) { return segment_at(position); });
}

Image territory_picture() {
  return picture_of_disc([](int, int, DiscPosition position) {
    return 1 + static_cast<int>(territory_of(segment_at(position)));
  });
}

}  // namespace myolens
