#include "myolens/polarmap/smooth_noise.h"

#include <cmath>
#include <numbers>
#include <vector>

#include "myolens/polarmap/disc_rows.h"

namespace myolens {
namespace {

constexpr int kWaves = 64;  // their sum is nearly normal

// cos(x-part + y-part) by the addition theorem: cosines and sines of rows and columns suffice.
struct WavePart {
  WavePart(int count, double per_pixel, double phase) {
    for (int i = 0; i < count; ++i) {
      cosines.push_back(static_cast<float>(std::cos(per_pixel * i + phase)));
      sines.push_back(static_cast<float>(std::sin(per_pixel * i + phase)));
    }
  }
  std::vector<float> cosines;
  std::vector<float> sines;
};

struct Wave {
  WavePart along_x;
  WavePart along_y;
};

// Waves with normal wave numbers of deviation 1 / length: their power is the Fourier transform of
// the wanted correlation.
std::vector<Wave> drawn_waves(Size size, double length, RandomStream& random) {
  std::vector<Wave> waves;
  for (int i = 0; i < kWaves; ++i) {
    const double per_column = random.normal() / length;
    const double per_row = random.normal() / length;
    const double phase = random.uniform(0, 2 * std::numbers::pi);
    waves.push_back({{size.width, per_column, phase}, {size.height, per_row, 0}});
  }
  return waves;
}

void standardise(FloatImage& field, const Disc& disc) {
  double sum = 0;
  double squares = 0;
  double count = 0;
  const auto for_each_inside = [&](const auto& action) {
    for (int y = 0; y < field.height; ++y) {
      const RowSpan span = row_span(disc, disc.radius, y, field.width);
      for (int x = span.first; x < span.end; ++x) action(*field.pixel(x, y));
    }
  };
  for_each_inside([&](float value) {
    sum += static_cast<double>(value);
    squares += static_cast<double>(value) * static_cast<double>(value);
    ++count;
  });
  if (count == 0) return;
  const double mean = sum / count;
  const double deviation = std::sqrt(squares / count - mean * mean);
  if (!(deviation > 0)) return;
  for_each_inside([&](float& value) {
    value = static_cast<float>((static_cast<double>(value) - mean) / deviation);
  });
}

}  // namespace

FloatImage smooth_noise(Size size, const Disc& disc, double length, RandomStream random) {
  const std::vector<Wave> waves = drawn_waves(size, length, random);
  FloatImage field(size.width, size.height, 1);
  for (int y = 0; y < size.height; ++y) {
    const RowSpan span = row_span(disc, disc.radius, y, size.width);
    float* const row = field.pixel(0, y);
    for (const Wave& wave : waves) {
      const float cosine = wave.along_y.cosines[static_cast<size_t>(y)];
      const float sine = wave.along_y.sines[static_cast<size_t>(y)];
      const float* const cosines = wave.along_x.cosines.data();
      const float* const sines = wave.along_x.sines.data();
      for (int x = span.first; x < span.end; ++x) row[x] += cosines[x] * cosine - sines[x] * sine;
    }
  }
  standardise(field, disc);
  return field;
}

}  // namespace myolens
