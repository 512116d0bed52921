#include "myolens/polarmap/deficit.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr int kSide = NormalFile::kSide;
constexpr double kDeviationFloor = 0.02;  // where normal maps hardly differ, noise is no deficit
constexpr double kIgnoredDeviations = 2;
constexpr double kLargestDeficit = 4;

void check(const FloatImage& uptake, const Disc& disc) {
  if (uptake.channels != 1) {
    throw Error(ErrorCode::kInvalidArgument,
                "a deficit needs uptake in one channel, not " + std::to_string(uptake.channels));
  }
  if (2 * disc.radius < kSide) {
    throw Error(ErrorCode::kInvalidArgument,
                "a deficit needs a disc of at least " + std::to_string(kSide) +
                    " pixels across; this one has " + std::to_string(2 * disc.radius));
  }
  const bool inside =
      disc.centre_x - disc.radius >= -0.5 && disc.centre_x + disc.radius <= uptake.width + 0.5 &&
      disc.centre_y - disc.radius >= -0.5 && disc.centre_y + disc.radius <= uptake.height + 0.5;
  if (!inside) {
    throw Error(ErrorCode::kInvalidArgument,
                "a deficit needs a disc that lies inside its image; crop to the polar map first");
  }
}

bool wholly_inside_disc(int column, int row) {
  const double centre = kSide / 2.0;
  const double right = std::abs(column + 0.5 - centre) + 0.5;
  const double down = std::abs(row + 0.5 - centre) + 0.5;
  return std::hypot(right, down) <= centre;
}

// Mean uptake of every cell wholly inside the disc, row by row.
std::vector<double> cells(const FloatImage& uptake, const Disc& disc) {
  check(uptake, disc);
  const double pixels_per_cell = 2 * disc.radius / kSide;
  const double left = disc.centre_x - disc.radius;
  const double top = disc.centre_y - disc.radius;
  std::vector<double> sums(static_cast<size_t>(kSide) * kSide);
  std::vector<double> counts(sums.size());
  for (int y = 0; y < uptake.height; ++y) {
    const int row = static_cast<int>(std::floor((y + 0.5 - top) / pixels_per_cell));
    if (row < 0 || row >= kSide) continue;
    for (int x = 0; x < uptake.width; ++x) {
      const int column = static_cast<int>(std::floor((x + 0.5 - left) / pixels_per_cell));
      if (column < 0 || column >= kSide) continue;
      const auto cell = static_cast<size_t>(row * kSide + column);
      sums[cell] += static_cast<double>(*uptake.pixel(x, y));
      ++counts[cell];
    }
  }
  std::vector<double> means;
  for (int row = 0; row < kSide; ++row) {
    for (int column = 0; column < kSide; ++column) {
      const auto cell = static_cast<size_t>(row * kSide + column);
      if (wholly_inside_disc(column, row)) means.push_back(sums[cell] / counts[cell]);
    }
  }
  return means;
}

}  // namespace

void NormalFile::add(const FloatImage& uptake, const Disc& disc) {
  const std::vector<double> values = cells(uptake, disc);
  sums_.resize(values.size());
  sums_of_squares_.resize(values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    sums_[i] += values[i];
    sums_of_squares_[i] += values[i] * values[i];
  }
  ++maps_;
}

double NormalFile::deficit(const FloatImage& uptake, const Disc& disc) const {
  if (maps_ < 2) {
    throw Error(ErrorCode::kBadData,
                "a normal file needs at least two normal maps; it has " + std::to_string(maps_));
  }
  const std::vector<double> values = cells(uptake, disc);
  double sum = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    const double mean = sums_[i] / maps_;
    const double variance = (sums_of_squares_[i] - mean * sums_[i]) / (maps_ - 1);
    const double deviation = std::sqrt(std::max(variance, 0.0)) + kDeviationFloor;
    const double z = (values[i] - mean) / deviation;
    sum += std::clamp(-z - kIgnoredDeviations, 0.0, kLargestDeficit);
  }
  return sum / static_cast<double>(values.size());
}

}  // namespace myolens
