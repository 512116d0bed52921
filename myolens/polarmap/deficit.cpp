#include "myolens/polarmap/deficit.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "myolens/base/error.h"
#include "myolens/polarmap/disc_rows.h"

namespace myolens {
namespace {

constexpr int kSide = NormalFile::kSide;
constexpr double kDeviationFloor = 0.02;  // where normal maps hardly differ, noise is no deficit
constexpr double kIgnoredDeviations = 2;
constexpr double kLargestDeficit = 4;

bool is_large_enough(const Disc& disc) { return 2 * disc.radius >= kSide; }

bool is_inside(Size picture, const Disc& disc) {
  return disc.centre_x - disc.radius >= -0.5 &&
         disc.centre_x + disc.radius <= picture.width + 0.5 &&
         disc.centre_y - disc.radius >= -0.5 && disc.centre_y + disc.radius <= picture.height + 0.5;
}

void check(const FloatImage& uptake, const Disc& disc) {
  if (uptake.channels != 1) {
    throw Error(ErrorCode::kInvalidArgument,
                "a deficit needs uptake in one channel, not " + std::to_string(uptake.channels));
  }
  if (!is_large_enough(disc)) {
    throw Error(ErrorCode::kInvalidArgument,
                "a deficit needs a disc of at least " + std::to_string(kSide) +
                    " pixels across; this one has " + std::to_string(2 * disc.radius));
  }
  if (!is_inside({uptake.width, uptake.height}, disc)) {
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

// Row or column of the grid in which the centre of a pixel lies; outside the disc also below 0 or
// from kSide on.
int grid_place(int pixel, double disc_centre, double radius) {
  return static_cast<int>(
      std::floor((pixel + 0.5 - (disc_centre - radius)) / (2 * radius / kSide)));
}

// For every place of the grid, row by row, the number of its cell among those wholly inside the
// disc, or -1.
const std::vector<int>& cell_numbers() {
  static const std::vector<int> kNumbers = [] {
    std::vector<int> numbers;
    int next = 0;
    for (int row = 0; row < kSide; ++row) {
      for (int column = 0; column < kSide; ++column)
        numbers.push_back(wholly_inside_disc(column, row) ? next++ : -1);
    }
    return numbers;
  }();
  return kNumbers;
}

// The cell at this place or, outside, the one next to it towards the centre.
size_t nearest_cell(int column, int row) {
  const double centre = (kSide - 1) / 2.0;
  for (double share = 1; share > 0; share -= 0.5 / kSide) {
    const auto x = static_cast<int>(std::lround(centre + share * (column - centre)));
    const auto y = static_cast<int>(std::lround(centre + share * (row - centre)));
    if (x < 0 || x >= kSide || y < 0 || y >= kSide) continue;
    const int cell = cell_numbers()[static_cast<size_t>(y * kSide + x)];
    if (cell >= 0) return static_cast<size_t>(cell);
  }
  throw Error(ErrorCode::kInternal, "the grid of normal maps has no cells");
}

// Mean uptake of every cell wholly inside the disc, row by row.
std::vector<double> cells(const FloatImage& uptake, const Disc& disc) {
  check(uptake, disc);
  std::vector<double> sums(static_cast<size_t>(kSide) * kSide);
  std::vector<double> counts(sums.size());
  for (int y = 0; y < uptake.height; ++y) {
    const int row = grid_place(y, disc.centre_y, disc.radius);
    if (row < 0 || row >= kSide) continue;
    for (int x = 0; x < uptake.width; ++x) {
      const int column = grid_place(x, disc.centre_x, disc.radius);
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

bool NormalFile::fits(Size picture, const Disc& disc) {
  return is_large_enough(disc) && is_inside(picture, disc);
}

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

double NormalFile::deficit_of(size_t cell, double uptake) const {
  return std::clamp(-z(cell, uptake) - kIgnoredDeviations, 0.0, kLargestDeficit);
}

double NormalFile::deficit(const FloatImage& uptake, const Disc& disc) const {
  require_maps();
  const std::vector<double> values = cells(uptake, disc);
  double sum = 0;
  for (size_t i = 0; i < values.size(); ++i) sum += deficit_of(i, values[i]);
  return sum / static_cast<double>(values.size());
}

FloatImage NormalFile::deficit_map(const FloatImage& uptake, const Disc& disc) const {
  require_maps();
  const std::vector<double> values = cells(uptake, disc);
  const std::vector<int>& numbers = cell_numbers();
  FloatImage map(uptake.width, uptake.height, 1);
  for (int y = 0; y < map.height; ++y) {
    for (int x = 0; x < map.width; ++x) {
      const int column = grid_place(x, disc.centre_x, disc.radius);
      const int row = grid_place(y, disc.centre_y, disc.radius);
      if (column < 0 || column >= kSide || row < 0 || row >= kSide) continue;
      const int cell = numbers[static_cast<size_t>(row * kSide + column)];
      if (cell < 0) continue;
      const auto index = static_cast<size_t>(cell);
      *map.pixel(x, y) = static_cast<float>(deficit_of(index, values[index]));
    }
  }
  return map;
}

FloatImage NormalFile::mean_map(int width, int height, const Disc& disc) const {
  require_maps();
  if (width < 1 || height < 1 || !(disc.radius > 0)) {
    throw Error(ErrorCode::kInvalidArgument, "a mean map needs a size and a disc");
  }
  FloatImage map(width, height, 1);
  for (int y = 0; y < height; ++y) {
    const RowSpan span = row_span(disc, disc.radius, y, width);
    for (int x = span.first; x < span.end; ++x) {
      const double right = (x + 0.5 - disc.centre_x + disc.radius) * kSide / (2 * disc.radius);
      const double down = (y + 0.5 - disc.centre_y + disc.radius) * kSide / (2 * disc.radius);
      *map.pixel(x, y) = static_cast<float>(mean_at(right - 0.5, down - 0.5));
    }
  }
  return map;
}

double NormalFile::mean_at(double column, double row) const {
  const auto left = static_cast<int>(std::floor(column));
  const auto top = static_cast<int>(std::floor(row));
  const double right_share = column - left;
  const double lower_share = row - top;
  const auto at = [&](int x, int y) { return means_[nearest_cell(x, y)]; };
  const double upper = (1 - right_share) * at(left, top) + right_share * at(left + 1, top);
  const double lower = (1 - right_share) * at(left, top + 1) + right_share * at(left + 1, top + 1);
  return (1 - lower_share) * upper + lower_share * lower;
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

std::string normal_group_text(const NormalGroup& group) {
  std::string text;
  for (const std::string& word : {group.view, group.state, group.sex}) {
    if (!word.empty()) text += (text.empty() ? "" : " ") + word;
  }
  return text.empty() ? "all" : text;
}

void NormalMaps::add(const FloatImage& uptake, const Disc& disc, const NormalGroup& group) {
  for (const NormalGroup& wider :
       std::set<NormalGroup>{{}, {"", "", group.sex}, {group.view, group.state, ""}, group}) {
    files_[wider].add(uptake, disc);
  }
}

NormalGroup NormalMaps::nearest(const NormalGroup& group) const {
  for (const NormalGroup& wider :
       {group, NormalGroup{group.view, group.state, ""}, NormalGroup{"", "", group.sex}}) {
    const auto found = files_.find(wider);
    if (found != files_.end() && found->second.maps() >= kEnoughMaps) return wider;
  }
  return {};
}

const NormalFile& NormalMaps::for_group(const NormalGroup& group) const {
  return files_.at(nearest(group));
}

std::map<NormalGroup, NormalFile> NormalMaps::files() const {
  std::map<NormalGroup, NormalFile> files;
  for (const auto& [group, file] : files_) {
    if (file.maps() >= (group == NormalGroup{} ? 2 : kEnoughMaps)) files[group] = file;
  }
  return files;
}

NormalMaps NormalMaps::from(std::map<NormalGroup, NormalFile> files) {
  NormalMaps maps;
  files.try_emplace(NormalGroup{});
  maps.files_ = std::move(files);
  return maps;
}

}  // namespace myolens
