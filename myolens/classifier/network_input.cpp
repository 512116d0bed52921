#include "myolens/classifier/network_input.h"

#include <string>

#include "myolens/base/error.h"
#include "myolens/imaging/resample.h"

namespace myolens {
namespace {

// `image` has 1 or 3 channels of numbers that, times `unit`, run from 0 to 255.
template <typename Sample>
std::vector<float> transformed(const BasicImage<Sample>& image, float unit,
                               Preprocessing preprocessing) {
  const ChannelTransform transform = channel_transform(preprocessing);
  const size_t pixels = static_cast<size_t>(image.width) * static_cast<size_t>(image.height);
  std::vector<float> values;
  values.reserve(3 * pixels);
  const Sample* pixel = image.samples.data();
  for (size_t i = 0; i < pixels; ++i, pixel += image.channels) {
    for (size_t c = 0; c < 3; ++c) {
      const float sample = static_cast<float>(pixel[image.channels == 1 ? 0 : transform.source[c]]);
      values.push_back(sample * unit * transform.scale[c] + transform.offset[c]);
    }
  }
  return values;
}

}  // namespace

std::vector<float> network_input(const Picture& picture, int input_size,
                                 Preprocessing preprocessing) {
  if (picture.shown.channels != 3) {
    throw Error(ErrorCode::kInvalidArgument, "a network reads RGB pictures, got " +
                                                 std::to_string(picture.shown.channels) +
                                                 " channels");
  }
  if (!picture.deep) {
    return transformed(resize(picture.shown, {input_size, input_size}), 1.0F, preprocessing);
  }
  constexpr float kUnit = 255.0F / 65535.0F;
  return transformed(resize(*picture.deep, {input_size, input_size}), kUnit, preprocessing);
}

}  // namespace myolens
