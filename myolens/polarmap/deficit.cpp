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

// Segment of every cell wholly inside the disc, row by row.
const std::vector<int>& cell_segments() {
  static const std::vector<int> kCells = [] {
    const Disc disc{kSide / 2.0, kSide / 2.0, kSide / 2.0};
    std::vector<int> segments;
    for (int row = 0; row < kSide; ++row) {
      for (int column = 0; column < kSide; ++column) {
        if (wholly_inside_disc(column, row))
          segments.push_back(segment_at(disc_position(disc, column + 0.5, row + 0.5)));
      }
    }
    return segments;
  }();
  return kCells;
}

}  // namespace

void NormalFile::add(const FloatImage& uptake, const Disc& disc) {
  const std::vector<double> values = cells(uptake, disc);
  means_.resize(values.size());
  squares_.resize(values.size());
  ++maps_;
  for (size_t i = 0; i < values.size(); ++i) {  // Welford's update
    const double before = values[i] - means_[i];
    means_[i] += before / maps_;
    squares_[i] += before * (values[i] - means_[i]);
  }
}

std::vector<float> NormalFile::numbers() const {
  std::vector<float> numbers{static_cast<float>(maps_)};
  for (const double mean : means_) numbers.push_back(static_cast<float>(mean));
  for (const double squares : squares_)
    numbers.push_back(static_cast<float>(std::sqrt(squares / std::max(maps_ - 1, 1))));
  return numbers;
}

NormalFile NormalFile::from(std::span<const float> numbers) {
  const size_t count = cell_segments().size();
  const bool sound =
      numbers.size() == 1 + 2 * count &&
      std::ranges::all_of(numbers, [](float n) { return std::isfinite(n); }) && numbers[0] >= 2 &&
      numbers[0] <= 1e6F &&
      std::ranges::all_of(numbers.subspan(1 + count), [](float d) { return d >= 0; });
  if (!sound) throw Error(ErrorCode::kBadFormat, "a file of normal maps is damaged");
  NormalFile file;
  file.maps_ = static_cast<int>(numbers[0]);
  file.means_.assign(numbers.begin() + 1, numbers.begin() + 1 + static_cast<std::ptrdiff_t>(count));
  for (const float deviation : numbers.subspan(1 + count))
    file.squares_.push_back(double{deviation} * double{deviation} * (file.maps_ - 1));
  return file;
}

void NormalFile::require_maps() const {
  if (maps_ >= 2) return;
  throw Error(ErrorCode::kBadData,
              "a normal file needs at least two normal maps; it has " + std::to_string(maps_));
}

double NormalFile::z(size_t cell, double uptake) const {
  const double deviation = std::sqrt(squares_[cell] / (maps_ - 1)) + kDeviationFloor;
  return (uptake - means_[cell]) / deviation;
}

double NormalFile::deficit(const FloatImage& uptake, const Disc& disc) const {
  require_maps();
  const std::vector<double> values = cells(uptake, disc);
  double sum = 0;
  for (size_t i = 0; i < values.size(); ++i)
    sum += std::clamp(-z(i, values[i]) - kIgnoredDeviations, 0.0, kLargestDeficit);
  return sum / static_cast<double>(values.size());
}

std::array<SegmentDeviation, kSegments> NormalFile::segments(const FloatImage& uptake,
                                                             const Disc& disc) const {
  require_maps();
  const std::vector<double> values = cells(uptake, disc);
  const std::vector<int>& segments = cell_segments();
  std::array<SegmentDeviation, kSegments> result{};
  std::array<double, kSegments> counts{};
  std::array<double, kSegments> normal{};
  std::array<double, kSegments> found{};
  for (size_t i = 0; i < values.size(); ++i) {
    const auto segment = static_cast<size_t>(segments[i] - 1);
    result[segment].z += z(i, values[i]);
    normal[segment] += means_[i];
    found[segment] += values[i];
    ++counts[segment];
  }
  for (size_t i = 0; i < result.size(); ++i) {
    result[i].z /= counts[i];
    if (normal[i] > 0) result[i].missing = std::clamp(1 - found[i] / normal[i], 0.0, 1.0);
  }
  return result;
}

void NormalMaps::add(const FloatImage& uptake, const Disc& disc, const std::string& sex) {
  by_sex_[""].add(uptake, disc);
  if (!sex.empty()) by_sex_[sex].add(uptake, disc);
}

const NormalFile& NormalMaps::for_sex(const std::string& sex) const {
  const auto own = by_sex_.find(sex);
  return own != by_sex_.end() && own->second.maps() >= kEnoughMaps ? own->second : by_sex_.at("");
}

std::map<std::string, NormalFile> NormalMaps::files() const {
  std::map<std::string, NormalFile> files;
  for (const auto& [sex, file] : by_sex_) {
    if (file.maps() >= (sex.empty() ? 2 : kEnoughMaps)) files[sex] = file;
  }
  return files;
}

NormalMaps NormalMaps::from(std::map<std::string, NormalFile> files) {
  NormalMaps maps;
  files.try_emplace("");
  maps.by_sex_ = std::move(files);
  return maps;
}

}  // namespace myolens
