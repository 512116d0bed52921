#include "myolens/imaging/resample.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <type_traits>
#include <vector>

#include "myolens/base/error.h"

namespace myolens {
namespace {

// One output sample is the weighted mean of `weights.size()` input samples from `first` on.
struct Window {
  int first = 0;
  std::vector<float> weights;  // sum 1
};

std::vector<Window> triangle_windows(int input, int output) {
  const double scale = static_cast<double>(input) / output;
  const double support = std::max(scale, 1.0);
  std::vector<Window> windows(static_cast<size_t>(output));
  for (int i = 0; i < output; ++i) {
    const double centre = (i + 0.5) * scale;
    const int first = std::max(static_cast<int>(centre - support + 0.5), 0);
    const int end = std::min(static_cast<int>(centre + support + 0.5), input);
    std::vector<double> weights;
    double sum = 0;
    for (int j = first; j < end; ++j) {
      weights.push_back(std::max(1.0 - std::abs((j + 0.5 - centre) / support), 0.0));
      sum += weights.back();
    }
    Window& window = windows[static_cast<size_t>(i)];
    window.first = first;
    for (const double weight : weights) window.weights.push_back(static_cast<float>(weight / sum));
  }
  return windows;
}

// Rows first: whole rows are weighted at once, and the columns then see the smaller picture.
template <typename Sample>
FloatImage resize_rows(const BasicImage<Sample>& image, int height) {
  const std::vector<Window> windows = triangle_windows(image.height, height);
  FloatImage result(image.width, height, image.channels);
  const size_t row_samples = static_cast<size_t>(image.width) * static_cast<size_t>(image.channels);
  for (int y = 0; y < height; ++y) {
    const Window& window = windows[static_cast<size_t>(y)];
    float* target = result.pixel(0, y);
    for (size_t k = 0; k < window.weights.size(); ++k) {
      const Sample* source = image.pixel(0, window.first + static_cast<int>(k));
      const float weight = window.weights[k];
      for (size_t i = 0; i < row_samples; ++i) target[i] += weight * static_cast<float>(source[i]);
    }
  }
  return result;
}

template <typename Sample>
Sample to_sample(float value) {
  if constexpr (std::is_same_v<Sample, float>) return value;
  return static_cast<Sample>(std::clamp(value + 0.5F, 0.0F, 255.0F));
}

template <typename Result>
BasicImage<Result> resize_columns(const FloatImage& image, int width) {
  const std::vector<Window> windows = triangle_windows(image.width, width);
  BasicImage<Result> result(width, image.height, image.channels);
  const auto channels = static_cast<size_t>(image.channels);
  for (int y = 0; y < image.height; ++y) {
    Result* target = result.pixel(0, y);
    for (const Window& window : windows) {
      const float* source = image.pixel(window.first, y);
      for (size_t c = 0; c < channels; ++c) {
        float sum = 0;
        for (size_t k = 0; k < window.weights.size(); ++k) {
          sum += window.weights[k] * source[k * channels + c];
        }
        *target++ = to_sample<Result>(sum);
      }
    }
  }
  return result;
}

template <typename Result, typename Sample>
BasicImage<Result> resize_any(const BasicImage<Sample>& image, Size size) {
  if (image.samples.empty() || size.width < 1 || size.height < 1) {
    throw Error(ErrorCode::kInvalidArgument,
                "cannot resize " + std::to_string(image.width) + " x " +
                    std::to_string(image.height) + " pixels to " + std::to_string(size.width) +
                    " x " + std::to_string(size.height) + "; every side must be at least 1");
  }
  return resize_columns<Result>(resize_rows(image, size.height), size.width);
}

}  // namespace

Image resize(const Image& image, Size size) { return resize_any<uint8_t>(image, size); }
FloatImage resize(const FloatImage& image, Size size) { return resize_any<float>(image, size); }
FloatImage resize(const Image16& image, Size size) { return resize_any<float>(image, size); }

Image crop_square(const Image& image, int left, int top, int side) {
  if (side < 1) {
    throw Error(ErrorCode::kInvalidArgument,
                "a crop needs a side of at least 1 pixel, not " + std::to_string(side));
  }
  Image result(side, side, image.channels);
  const int first = std::max(left, 0);
  const int end = std::min(left + side, image.width);
  for (int y = std::max(top, 0); y < std::min(top + side, image.height) && first < end; ++y) {
    std::copy(image.pixel(first, y), image.pixel(first, y) + (end - first) * image.channels,
              result.pixel(first - left, y - top));
  }
  return result;
}

}  // namespace myolens
