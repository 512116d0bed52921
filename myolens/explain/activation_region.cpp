#include "myolens/explain/activation_region.h"

#include <algorithm>
#include <array>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr int kDarkening = 2;  // divides the samples outside the region

struct Step {
  int x;
  int y;
};
constexpr std::array<Step, 4> kNeighbours{{{1, 0}, {-1, 0}, {0, 1}, {0, -1}}};

// What lies beyond the picture is outside the region, so that an outline is always closed.
bool is_inside(const Image& region, int x, int y) {
  return region.contains(x, y) && *region.pixel(x, y) > 0;
}

bool is_at_border(const Image& region, int x, int y) {
  const bool inside = is_inside(region, x, y);
  return std::ranges::any_of(
      kNeighbours, [&](Step step) { return is_inside(region, x + step.x, y + step.y) != inside; });
}

}  // namespace

Image activation_region(const FloatImage& heat, double share) {
  if (!(share > 0.0 && share <= 1.0) || heat.channels != 1) {
    throw Error(ErrorCode::kInvalidArgument,
                "a region needs heat of one channel and a share of its maximum above 0 and up to "
                "1, not " +
                    std::to_string(share));
  }
  Image region(heat.width, heat.height, 1);
  const auto strongest = std::ranges::max_element(heat.samples);
  if (strongest == heat.samples.end() || !(*strongest > 0.0f)) return region;
  const double threshold = share * static_cast<double>(*strongest);
  for (size_t i = 0; i < heat.samples.size(); ++i)
    region.samples[i] = static_cast<double>(heat.samples[i]) >= threshold ? 255 : 0;
  return region;
}

Image region_picture(const Image& map, const FloatImage& heat, double share) {
  if (map.channels != 3 || map.width != heat.width || map.height != heat.height) {
    throw Error(ErrorCode::kInvalidArgument,
                "a region of " + std::to_string(heat.width) + " x " + std::to_string(heat.height) +
                    " pixels does not lie on an RGB map of " + std::to_string(map.width) + " x " +
                    std::to_string(map.height));
  }
  const Image region = activation_region(heat, share);
  Image picture = map;
  for (int y = 0; y < map.height; ++y) {
    for (int x = 0; x < map.width; ++x) {
      uint8_t* rgb = picture.pixel(x, y);
      const bool inside = is_inside(region, x, y);
      if (is_at_border(region, x, y)) {
        std::fill_n(rgb, 3, inside ? 255 : 0);
      } else if (!inside) {
        std::transform(rgb, rgb + 3, rgb,
                       [](uint8_t sample) { return static_cast<uint8_t>(sample / kDarkening); });
      }
    }
  }
  return picture;
}

}  // namespace myolens
