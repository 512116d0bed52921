#include "myolens/phantom/disc_sampling.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace myolens {
namespace {

constexpr double kMargin = 3;  // pixels around the disc
constexpr int kPad = 2;        // rows and columns around the grid
constexpr int kPaddedAngles = kSurfaceAngles + 2 * kPad;
constexpr int kPaddedLevels = kSurfaceLevels + 2 * kPad;

// The field with rows continued across the apex and beyond the base, and columns around the circle.
std::vector<float> padded(const SurfaceField& field) {
  std::vector<float> result(static_cast<size_t>(kPaddedAngles) * kPaddedLevels);
  for (int level = -kPad; level < kSurfaceLevels + kPad; ++level) {
    const bool across_apex = level < 0;
    const float* row = field.row(std::min(across_apex ? -1 - level : level, kSurfaceLevels - 1));
    float* target = result.data() + static_cast<size_t>(level + kPad) * kPaddedAngles;
    const int start = kSurfaceAngles - kPad + (across_apex ? kSurfaceAngles / 2 : 0);
    for (int i = 0; i < kPaddedAngles; ++i) target[i] = row[(start + i) % kSurfaceAngles];
  }
  return result;
}

// In [0, 360), for angles at most a turn away from it.
double wrapped(double theta) {
  if (theta < 0) theta += 360;
  return theta < 360 ? theta : theta - 360;
}

std::array<float, 4> catmull_rom(float t) {
  const float t2 = t * t;
  const float t3 = t2 * t;
  return {(-t + 2 * t2 - t3) / 2, (2 - 5 * t2 + 3 * t3) / 2, (t + 4 * t2 - 3 * t3) / 2,
          (t3 - t2) / 2};
}

}  // namespace

MapPixels::MapPixels() {
  const double reach = 1 + kMargin / kMapDisc.radius;
  for (int y = 0; y < kMapSide; ++y) {
    for (int x = 0; x < kMapSide; ++x) {
      const DiscPosition position = disc_position(kMapDisc, x + 0.5, y + 0.5);
      if (position.r <= reach) pixels_.push_back({y * kMapSide + x, position});
    }
  }
}

DiscSampler::DiscSampler(const MapPixels& pixels, Alignment alignment) {
  samples_.reserve(pixels.pixels().size());
  for (const auto& [index, position] : pixels.pixels()) {
    const double column = wrapped(position.theta - alignment.turn_degrees) * kSurfaceAngles / 360;
    const double row =
        std::min(position.r * alignment.level_scale * kSurfaceLevels / kSurfaceTop - 0.5,
                 kSurfaceLevels - 1.0);
    const double first_column = std::floor(column);
    const double first_row = std::floor(row);
    const int padded_row = static_cast<int>(first_row) - 1 + kPad;
    const int padded_column = static_cast<int>(first_column) - 1 + kPad;
    samples_.push_back({.pixel = index,
                        .first = padded_row * kPaddedAngles + padded_column,
                        .level_fraction = static_cast<float>(row - first_row),
                        .angle_fraction = static_cast<float>(column - first_column)});
  }
}

FloatImage DiscSampler::sample(const SurfaceField& field) const {
  const std::vector<float> source = padded(field);
  FloatImage map(kMapSide, kMapSide, 1);
  for (const Sample& sample : samples_) {
    const std::array<float, 4> by_level = catmull_rom(sample.level_fraction);
    const std::array<float, 4> by_angle = catmull_rom(sample.angle_fraction);
    const float* row = source.data() + sample.first;
    float value = 0;
    for (int i = 0; i < 4; ++i, row += kPaddedAngles) {
      value += by_level[i] * (by_angle[0] * row[0] + by_angle[1] * row[1] + by_angle[2] * row[2] +
                              by_angle[3] * row[3]);
    }
    map.samples[sample.pixel] = value;
  }
  return map;
}

}  // namespace myolens
