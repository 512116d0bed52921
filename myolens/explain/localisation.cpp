#include "myolens/explain/localisation.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string>

#include "myolens/base/error.h"
#include "myolens/explain/activation_region.h"

namespace myolens {
namespace {

using TerritorySums = std::array<double, kTerritories.size()>;

void for_each_pixel(const Image& lesion, const Disc& disc,
                    const std::function<void(int x, int y, DiscPosition position)>& work) {
  for (int y = 0; y < lesion.height; ++y) {
    for (int x = 0; x < lesion.width; ++x) {
      const DiscPosition position = disc_position(disc, x + 0.5, y + 0.5);
      if (position.r <= 1) work(x, y, position);
    }
  }
}

size_t largest_for_its_area(const TerritorySums& sums) {
  TerritorySums density = sums;
  for (const Territory territory : kTerritories)
    density[static_cast<size_t>(territory)] /= territory_area_share(territory);
  return static_cast<size_t>(std::ranges::max_element(density) - density.begin());
}

void check(bool holds, const std::string& message) {
  if (!holds) throw Error(ErrorCode::kInvalidArgument, message);
}

}  // namespace

double lesion_area_share(const Image& lesion, const Disc& disc) {
  check(lesion.channels == 1, "a lesion's mask has one channel");
  double inside = 0;
  double pixels = 0;
  for_each_pixel(lesion, disc, [&](int x, int y, DiscPosition) {
    ++pixels;
    if (*lesion.pixel(x, y) != 0) ++inside;
  });
  check(inside > 0, "the lesion's mask is empty inside the disc");
  return inside / pixels;
}

Localisation localise(const FloatImage& heat, const Image& lesion, const Disc& disc) {
  check(heat.channels == 1 && heat.width == lesion.width && heat.height == lesion.height,
        "heat and the lesion's mask differ in size, or heat has more than one channel");
  lesion_area_share(lesion, disc);
  const Image region = activation_region(heat);
  float hottest = 0;
  for_each_pixel(lesion, disc, [&](int x, int y, DiscPosition) {
    hottest = std::max(hottest, *heat.pixel(x, y));
  });
  Localisation result;
  if (!(hottest > 0)) return result;
  TerritorySums heats{};
  TerritorySums lesions{};
  double all_heat = 0;
  double hottest_pixels = 0;
  double both = 0;
  double either = 0;
  for_each_pixel(lesion, disc, [&](int x, int y, DiscPosition position) {
    const auto territory = static_cast<size_t>(territory_of(segment_at(position)));
    const float value = std::max(*heat.pixel(x, y), 0.0F);
    const bool in_lesion = *lesion.pixel(x, y) != 0;
    const bool in_region = *region.pixel(x, y) != 0;
    all_heat += double{value};
    heats[territory] += double{value};
    lesions[territory] += in_lesion ? 1 : 0;
    if (in_lesion) result.heat_share += double{value};
    if (value == hottest) {
      ++hottest_pixels;
      if (in_lesion) ++result.pointing;
    }
    if (in_lesion && in_region) ++both;
    if (in_lesion || in_region) ++either;
  });
  result.pointing /= hottest_pixels;
  result.heat_share /= all_heat;
  result.overlap = both / either;
  result.territory_hit = largest_for_its_area(heats) == largest_for_its_area(lesions);
  return result;
}

}  // namespace myolens
