#include "myolens/polarmap/scale_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr int kCellBits = 5;  // of each channel: 32 x 32 x 32 cells
constexpr int kShift = 8 - kCellBits;
constexpr int kHashBits = 14;
constexpr uint32_t kHashFactor = 2654435769;  // 2^32 over the golden ratio (Knuth)
constexpr uint32_t kNoColour = UINT32_MAX;
constexpr int kLastEntry = 255;
constexpr int kSamplesAcross = 64;
constexpr double kClippedDistance = 40;  // grey levels: text and lines must not decide
constexpr double kSampledRadius = 0.96;  // of the disc: its rim mixes with the ground

int squared_distance(const uint8_t* a, const Rgb& b) {
  const int red = a[0] - b[0];
  const int green = a[1] - b[1];
  const int blue = a[2] - b[2];
  return red * red + green * green + blue * blue;
}

size_t cell_of(const uint8_t* rgb) {
  return static_cast<size_t>(rgb[0] >> kShift) << (2 * kCellBits) |
         static_cast<size_t>(rgb[1] >> kShift) << kCellBits | static_cast<size_t>(rgb[2] >> kShift);
}

int nearest_entry(const ColourScale& scale, const uint8_t* rgb) {
  int best = 0;
  int best_distance = std::numeric_limits<int>::max();
  for (int entry = 0; entry <= kLastEntry; ++entry) {
    const int distance = squared_distance(rgb, scale.colours[static_cast<size_t>(entry)]);
    if (distance < best_distance) {
      best_distance = distance;
      best = entry;
    }
  }
  return best;
}

// Nearest point of the line from entry `low` to the next.
ScaleReading project(const ColourScale& scale, int low, const uint8_t* rgb) {
  const Rgb& start = scale.colours[static_cast<size_t>(low)];
  const Rgb& end = scale.colours[static_cast<size_t>(low + 1)];
  float along = 0;
  float length = 0;
  for (size_t c = 0; c < 3; ++c) {
    const auto step = static_cast<float>(end[c] - start[c]);
    along += step * static_cast<float>(rgb[c] - start[c]);
    length += step * step;
  }
  const float t = length > 0 ? std::clamp(along / length, 0.0F, 1.0F) : 0.0F;
  float square = 0;
  for (size_t c = 0; c < 3; ++c) {
    const float nearest = static_cast<float>(start[c]) + t * static_cast<float>(end[c] - start[c]);
    square += (static_cast<float>(rgb[c]) - nearest) * (static_cast<float>(rgb[c]) - nearest);
  }
  return {(static_cast<float>(low) + t) / kLastEntry, std::sqrt(square)};
}

std::vector<const uint8_t*> sampled_pixels(const Image& image, const Disc& disc) {
  std::vector<const uint8_t*> pixels;
  const double step = 2 * disc.radius / kSamplesAcross;
  for (int i = 0; i < kSamplesAcross; ++i) {
    for (int j = 0; j < kSamplesAcross; ++j) {
      const double x = (j + 0.5) * step - disc.radius;
      const double y = (i + 0.5) * step - disc.radius;
      if (std::hypot(x, y) > kSampledRadius * disc.radius) continue;
      const auto column = static_cast<int>(std::floor(disc.centre_x + x));
      const auto row = static_cast<int>(std::floor(disc.centre_y + y));
      if (image.contains(column, row)) pixels.push_back(image.pixel(column, row));
    }
  }
  return pixels;
}

struct Candidate {
  ScaleMatch match;
  double score = 0;  // mean distance, each pixel's at most kClippedDistance
  double mean_uptake = 0;
};

Candidate measure(const ColourScale& scale, const std::vector<const uint8_t*>& pixels) {
  ScaleReader reader(scale);
  std::vector<double> distances;
  double distance_sum = 0;
  double clipped_sum = 0;
  double uptake_sum = 0;
  for (const uint8_t* pixel : pixels) {
    const ScaleReading reading = reader.read(pixel);
    distances.push_back(static_cast<double>(reading.distance));
    distance_sum += distances.back();
    clipped_sum += std::min(distances.back(), kClippedDistance);
    uptake_sum += static_cast<double>(reading.uptake);
  }
  const auto count = static_cast<double>(pixels.size());
  const auto middle = distances.begin() + static_cast<ptrdiff_t>(distances.size() / 2);
  std::nth_element(distances.begin(), middle, distances.end());
  return {{&scale, distance_sum / count, *middle}, clipped_sum / count, uptake_sum / count};
}

bool better(const Candidate& a, const Candidate& b) {
  constexpr double kSame = 0.01;  // grey levels: rounding only
  const double difference = a.score - b.score;
  return std::abs(difference) > kSame ? difference < 0 : a.mean_uptake > b.mean_uptake;
}

}  // namespace

ScaleReader::ScaleReader(const ColourScale& scale)
    : scale_(scale),
      entry_of_cell_(size_t{1} << (3 * kCellBits), int16_t{-1}),
      remembered_(size_t{1} << kHashBits, Remembered{kNoColour, {}}) {}

ScaleReading ScaleReader::read(const uint8_t* rgb) {
  const uint32_t colour = uint32_t{rgb[0]} << 16 | uint32_t{rgb[1]} << 8 | rgb[2];
  Remembered& remembered = remembered_[colour * kHashFactor >> (32 - kHashBits)];
  if (remembered.colour != colour) remembered = {colour, look_up(rgb)};
  return remembered.reading;
}

ScaleReading ScaleReader::look_up(const uint8_t* rgb) {
  int16_t& nearest = entry_of_cell_[cell_of(rgb)];
  if (nearest < 0) nearest = static_cast<int16_t>(nearest_entry(scale_, rgb));
  int entry = nearest;
  int distance = squared_distance(rgb, scale_.colours[static_cast<size_t>(entry)]);
  for (const int step : {1, -1}) {
    while (entry + step >= 0 && entry + step <= kLastEntry) {
      const int next = squared_distance(rgb, scale_.colours[static_cast<size_t>(entry + step)]);
      if (next > distance) break;
      distance = next;
      entry += step;
    }
  }
  const ScaleReading above = project(scale_, std::min(entry, kLastEntry - 1), rgb);
  const ScaleReading below = project(scale_, std::max(entry - 1, 0), rgb);
  return above.distance < below.distance ? above : below;
}

ScaleMatch match_scale(const Image& image, const Disc& disc) {
  const auto pixels = sampled_pixels(image, disc);
  if (pixels.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "the disc lies outside the picture");
  }
  Candidate best;
  for (const ColourScale& scale : colour_scales()) {
    const Candidate candidate = measure(scale, pixels);
    if (!best.match.scale || better(candidate, best)) best = candidate;
  }
  return best.match;
}

}  // namespace myolens
