#include "myolens/explain/combined_map.h"

#include <algorithm>

#include "myolens/base/error.h"

namespace myolens {
namespace {

// What makes a cell's value a density: CAM and Grad-CAM++ sum their weights over the cells already.
double density(CamMethod method, const FloatImage& cells) {
  const bool summed = method == CamMethod::kCam || method == CamMethod::kGradCamPlusPlus;
  return summed ? 1.0 : static_cast<double>(cells.samples.size());
}

}  // namespace

FloatImage combined_map(CamMethod method, std::span<const MemberMap> maps, Size picture) {
  const bool sound = !maps.empty() && picture.width > 0 && picture.height > 0 &&
                     std::ranges::all_of(maps, [](const MemberMap& map) {
                       return map.cells.channels == 1 && !map.cells.samples.empty();
                     });
  if (!sound) throw Error(ErrorCode::kInvalidArgument, "a combined map needs maps and a picture");
  FloatImage sum(picture.width, picture.height, 1);
  for (const MemberMap& map : maps) {
    FloatImage scaled = map.cells;
    const double factor = map.weight * density(method, map.cells);
    for (float& value : scaled.samples) value = static_cast<float>(factor * double{value});
    const FloatImage large = resize(scaled, picture);
    std::ranges::transform(sum.samples, large.samples, sum.samples.begin(), std::plus());
  }
  return sum;
}

}  // namespace myolens
