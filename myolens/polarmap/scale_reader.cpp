#include "myolens/polarmap/scale_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr int kCellBits = 5;  // of each channel: 32 x 32 x 32 cells
constexpr int kShift = 8 - kCellBits;
constexpr float kLastPlace = 255;
constexpr float kLargestStep = 8;  // entries from the cell's own: a cell is 8 grey levels wide
constexpr float kCorrection = 2;   // entries, where the scale bends
constexpr int kSamplesAcross = 28;
constexpr double kClippedDistance = 40;  // grey levels: text and lines must not decide
constexpr double kSampledRadius = 0.96;  // of the disc: its rim mixes with the ground

size_t cell_of(const uint8_t* rgb) {
  return static_cast<size_t>(rgb[0] >> kShift) << (2 * kCellBits) |
         static_cast<size_t>(rgb[1] >> kShift) << kCellBits | static_cast<size_t>(rgb[2] >> kShift);
}

std::array<uint8_t, 3> middle_of_cell(const uint8_t* rgb) {
  std::array<uint8_t, 3> middle{};
  for (size_t c = 0; c < 3; ++c) {
    middle[c] = static_cast<uint8_t>((rgb[c] >> kShift << kShift) + (1 << (kShift - 1)));
  }
  return middle;
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
  if (pixels.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "the disc lies outside the picture");
  }
  return pixels;
}

ScaleMatch measure(const ColourScale& scale, const std::vector<const uint8_t*>& pixels) {
  ScaleReader reader(scale.colours);
  std::vector<double> distances;
  ScaleMatch match{&scale};
  for (const uint8_t* pixel : pixels) {
    const ScaleReading reading = reader.read(pixel);
    distances.push_back(static_cast<double>(reading.distance));
    match.mean_distance += distances.back();
    match.score += std::min(distances.back(), kClippedDistance);
    match.mean_entry += static_cast<double>(reading.entry);
  }
  const auto count = static_cast<double>(pixels.size());
  match.mean_distance /= count;
  match.score /= count;
  match.mean_entry /= count;
  const auto third = distances.begin() + static_cast<ptrdiff_t>(distances.size() / 3);
  std::nth_element(distances.begin(), third, distances.end());
  match.usual_distance = *third;
  return match;
}

// Scores that differ by less are the same: rounding. A strict order, as sorting needs.
bool better(const ScaleMatch& a, const ScaleMatch& b) {
  constexpr double kStep = 0.01;  // grey levels
  const double rounded_a = std::round(a.score / kStep);
  const double rounded_b = std::round(b.score / kStep);
  return rounded_a != rounded_b ? rounded_a < rounded_b : a.mean_entry > b.mean_entry;
}

}  // namespace

ScaleReader::ScaleReader(const std::array<Rgb, 256>& colours)
    : entries_{}, channels_{}, entry_of_cell_(size_t{1} << (3 * kCellBits), int16_t{-1}) {
  for (size_t i = 0; i < entries_.size(); ++i) {
    Entry& entry = entries_[i];
    const size_t before = i == 0 ? 0 : i - 1;
    const size_t after = std::min(i + 1, entries_.size() - 1);
    const auto span = static_cast<float>(after - before);
    float square = 0;
    float walked = 0;
    for (size_t c = 0; c < 3; ++c) {
      channels_[c][i] = colours[i][c];
      entry.colour[c] = colours[i][c];
      entry.along[c] = static_cast<float>(colours[after][c] - colours[before][c]) / span;
      square += entry.along[c] * entry.along[c];
      const auto step = static_cast<float>(colours[i][c] - colours[before][c]);
      walked += step * step;
    }
    entry.step = std::sqrt(square);
    entry.length = (i == 0 ? 0 : entries_[before].length) + std::sqrt(walked);
    for (float& along : entry.along) along = square > 0 ? along / square : 0;
  }
}

int16_t ScaleReader::nearest_entry(const uint8_t* rgb) const {
  std::array<int, 256> squares;
  const auto red = static_cast<int16_t>(rgb[0]);
  const auto green = static_cast<int16_t>(rgb[1]);
  const auto blue = static_cast<int16_t>(rgb[2]);
  for (size_t i = 0; i < squares.size(); ++i) {
    const auto r = static_cast<int16_t>(channels_[0][i] - red);
    const auto g = static_cast<int16_t>(channels_[1][i] - green);
    const auto b = static_cast<int16_t>(channels_[2][i] - blue);
    squares[i] = r * r + g * g + b * b;
  }
  int smallest = squares[0];
  for (const int square : squares) smallest = std::min(smallest, square);
  return static_cast<int16_t>(std::ranges::find(squares, smallest) - squares.begin());
}

// Entries from `entry` to the foot of the perpendicular.
float ScaleReader::project(size_t entry, const std::array<float, 3>& rgb) const {
  const Entry& here = entries_[entry];
  return (rgb[0] - here.colour[0]) * here.along[0] + (rgb[1] - here.colour[1]) * here.along[1] +
         (rgb[2] - here.colour[2]) * here.along[2];
}

ScaleReading ScaleReader::read(const uint8_t* rgb) {
  int16_t& nearest = entry_of_cell_[cell_of(rgb)];
  if (nearest < 0) nearest = nearest_entry(middle_of_cell(rgb).data());
  const std::array<float, 3> colour{static_cast<float>(rgb[0]), static_cast<float>(rgb[1]),
                                    static_cast<float>(rgb[2])};
  const auto first = static_cast<size_t>(nearest);
  const float step = std::clamp(project(first, colour), -kLargestStep, kLargestStep);
  const float place = std::clamp(static_cast<float>(nearest) + step, 0.0F, kLastPlace);
  const auto entry = static_cast<size_t>(place + 0.5F);
  const Entry& here = entries_[entry];
  const float further = std::clamp(project(entry, colour), -kCorrection, kCorrection);
  const float position = std::clamp(static_cast<float>(entry) + further, 0.0F, kLastPlace);
  const float moved = position - static_cast<float>(entry);
  const float scale = moved * here.step * here.step;
  float square = 0;
  for (size_t c = 0; c < 3; ++c) {
    const float away = colour[c] - here.colour[c] - scale * here.along[c];
    square += away * away;
  }
  return {position, here.length + moved * here.step, std::sqrt(square)};
}

ScaleMatch match_scale(const Image& image, const Disc& disc, const ColourScale& scale) {
  return measure(scale, sampled_pixels(image, disc));
}

std::vector<ScaleMatch> match_scales(const Image& image, const Disc& disc) {
  const auto pixels = sampled_pixels(image, disc);
  std::vector<ScaleMatch> matches;
  for (const ColourScale& scale : colour_scales()) matches.push_back(measure(scale, pixels));
  std::ranges::sort(matches, better);
  return matches;
}

}  // namespace myolens
