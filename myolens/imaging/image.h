// Pixels in memory. A plain value type; no file formats here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace myolens {

// Interleaved samples, row by row from the top left: sample (x, y, c) is samples[(y * width + x) *
// channels + c].
template <typename Sample>
struct BasicImage {
  int width = 0;
  int height = 0;
  int channels = 0;
  std::vector<Sample> samples;

  BasicImage() = default;
  BasicImage(int width_pixels, int height_pixels, int channel_count, Sample value = {})
      : width(width_pixels),
        height(height_pixels),
        channels(channel_count),
        samples(static_cast<size_t>(width) * static_cast<size_t>(height) *
                    static_cast<size_t>(channels),
                value) {}

  Sample* pixel(int x, int y) { return samples.data() + offset(x, y); }
  const Sample* pixel(int x, int y) const { return samples.data() + offset(x, y); }
  bool contains(int x, int y) const { return x >= 0 && y >= 0 && x < width && y < height; }
  bool operator==(const BasicImage&) const = default;

 private:
  size_t offset(int x, int y) const {
    return (static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)) *
           static_cast<size_t>(channels);
  }
};

using Image = BasicImage<uint8_t>;     // 1 channel: grey; 3 channels: RGB; values 0 to 255
using Image16 = BasicImage<uint16_t>;  // 1 channel: grey; 3 channels: RGB; values 0 to 65535
using FloatImage = BasicImage<float>;

}  // namespace myolens
