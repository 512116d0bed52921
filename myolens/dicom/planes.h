// Pictures whose colours follow each other plane by plane.
#pragma once

#include "myolens/imaging/image.h"

namespace myolens {

// The samples side by side for each pixel.
template <typename Sample>
BasicImage<Sample> by_pixel(const BasicImage<Sample>& planes) {
  BasicImage<Sample> mixed(planes.width, planes.height, planes.channels);
  const auto channels = static_cast<size_t>(planes.channels);
  const size_t pixels = planes.samples.size() / channels;
  for (size_t channel = 0; channel < channels; ++channel) {
    const Sample* plane = planes.samples.data() + channel * pixels;
    for (size_t i = 0; i < pixels; ++i) mixed.samples[i * channels + channel] = plane[i];
  }
  return mixed;
}

}  // namespace myolens
