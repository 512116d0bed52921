#include "myolens/polarmap/normal_picture.h"

#include <algorithm>

#include "myolens/imaging/colour_scale.h"
#include "myolens/polarmap/disc_rows.h"
#include "myolens/polarmap/uptake.h"

namespace myolens {
namespace {

constexpr float kFullScale = 65535;
constexpr int kDeepPerShown = 257;  // 65535 / 255

}  // namespace

Picture normal_picture(const PreparedMap& map, const NormalFile& normal) {
  const bool is_uptake = !map.colour_scale.empty();
  const ColourScale& scale =
      find_colour_scale(is_uptake ? "grey" : recover_uptake(map).colour_scale);
  const FloatImage uptake = normal.mean_map(map.image.width, map.image.height, map.disc);
  Picture picture;
  picture.shown = Image(map.image.width, map.image.height, 3);
  if (map.deep) picture.deep = Image16(map.image.width, map.image.height, map.deep->channels);
  for (int y = 0; y < uptake.height; ++y) {
    const RowSpan span = row_span(map.disc, map.disc.radius, y, uptake.width);
    for (int x = span.first; x < span.end; ++x) {
      const float value = std::clamp(*uptake.pixel(x, y), 0.0F, 1.0F);
      const Rgb colour = colour_for(scale, double{value});
      std::ranges::copy(colour, picture.shown.pixel(x, y));
      if (!picture.deep) continue;
      uint16_t* deep = picture.deep->pixel(x, y);
      if (picture.deep->channels == 1) {
        const float grey = scale.name == "inverted_grey" ? 1 - value : value;
        *deep = static_cast<uint16_t>(grey * kFullScale + 0.5F);
      } else {
        std::ranges::transform(colour, deep, [](uint8_t sample) {
          return static_cast<uint16_t>(sample * kDeepPerShown);
        });
      }
    }
  }
  return picture;
}

}  // namespace myolens
