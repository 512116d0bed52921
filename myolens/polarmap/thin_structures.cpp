#include "myolens/polarmap/thin_structures.h"

#include <algorithm>
#include <cstdlib>

namespace myolens {
namespace {

constexpr uint8_t kLowest = 0;
constexpr uint8_t kHighest = 255;

struct Smallest {
  static constexpr uint8_t kNeutral = kHighest;
  uint8_t operator()(uint8_t a, uint8_t b) const { return std::min(a, b); }
};
struct Largest {
  static constexpr uint8_t kNeutral = kLowest;
  uint8_t operator()(uint8_t a, uint8_t b) const { return std::max(a, b); }
};

// Replaces every sample by the extremum of its 3 x 3 neighbourhood.
template <typename Extremum>
void filter_once(Image& plane, Image& scratch) {
  const Extremum extremum;
  const int last_row = plane.height - 1;
  for (int y = 0; y <= last_row; ++y) {
    const uint8_t* above = plane.pixel(0, std::max(y - 1, 0));
    const uint8_t* here = plane.pixel(0, y);
    const uint8_t* below = plane.pixel(0, std::min(y + 1, last_row));
    uint8_t* target = scratch.pixel(0, y);
    for (int x = 0; x < plane.width; ++x) {
      target[x] = extremum(here[x], extremum(above[x], below[x]));
    }
  }
  const int last = plane.width - 1;
  for (int y = 0; y <= last_row; ++y) {
    const uint8_t* source = scratch.pixel(0, y);
    uint8_t* target = plane.pixel(0, y);
    for (int x = 1; x < last; ++x) {
      target[x] = extremum(source[x], extremum(source[x - 1], source[x + 1]));
    }
    target[0] = extremum(source[0], source[std::min(1, last)]);
    target[last] = extremum(source[last], source[std::max(last - 1, 0)]);
  }
}

template <typename Extremum>
void filter(Image& plane, int half_width) {
  Image scratch(plane.width, plane.height, 1);
  for (int i = 0; i < half_width; ++i) filter_once<Extremum>(plane, scratch);
}

void set_invalid(Image& plane, const Image& valid, uint8_t value) {
  for (size_t i = 0; i < plane.samples.size(); ++i) {
    if (valid.samples[i] == 0) plane.samples[i] = value;
  }
}

// Opening for <Smallest, Largest>, closing for <Largest, Smallest>, blind to invalid pixels.
template <typename First, typename Second>
Image without_thin(const MaskedPlane& plane, int half_width) {
  Image result = plane.values;
  set_invalid(result, plane.valid, First::kNeutral);
  filter<First>(result, half_width);
  set_invalid(result, plane.valid, Second::kNeutral);
  filter<Second>(result, half_width);
  return result;
}

}  // namespace

BasicImage<uint16_t> thin_structure_height(const MaskedPlane& plane, const Levels& levels,
                                           int half_width, Contrast contrast) {
  BasicImage<uint16_t> height(plane.values.width, plane.values.height, 1);
  const auto raise = [&](const Image& background) {
    for (size_t i = 0; i < height.samples.size(); ++i) {
      if (plane.valid.samples[i] == 0) continue;
      const int difference = levels[plane.values.samples[i]] - levels[background.samples[i]];
      height.samples[i] = std::max(height.samples[i], static_cast<uint16_t>(std::abs(difference)));
    }
  };
  raise(without_thin<Smallest, Largest>(plane, half_width));
  if (contrast == Contrast::kBoth) raise(without_thin<Largest, Smallest>(plane, half_width));
  return height;
}

Image grown(const Image& mask, int pixels) {
  Image result = mask;
  filter<Largest>(result, pixels);
  return result;
}

}  // namespace myolens
