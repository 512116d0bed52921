#include "myolens/classifier/network_input.h"

#include <string>

#include "myolens/base/error.h"
#include "myolens/imaging/resample.h"

namespace myolens {

std::vector<float> network_input(const Image& image, int input_size, Preprocessing preprocessing) {
  if (image.channels != 3) {
    throw Error(ErrorCode::kInvalidArgument, "a network reads RGB pictures, got " +
                                                 std::to_string(image.channels) + " channels");
  }
  const Image resized = resize(image, {input_size, input_size});
  const ChannelTransform transform = channel_transform(preprocessing);
  std::vector<float> values(resized.samples.size());
  for (size_t pixel = 0; pixel < values.size(); pixel += 3) {
    for (size_t c = 0; c < 3; ++c) {
      const auto sample =
          static_cast<float>(resized.samples[pixel + static_cast<size_t>(transform.source[c])]);
      values[pixel + c] = sample * transform.scale[c] + transform.offset[c];
    }
  }
  return values;
}

}  // namespace myolens
