#include "myolens/classifier/map_signature.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "myolens/base/error.h"
#include "myolens/imaging/resample.h"

namespace myolens {
namespace {

constexpr int kColourGrid = 96;  // pixels looked at along a side
constexpr std::array kLuma{0.299, 0.587, 0.114};

std::vector<double> appearance_of(const Image& grid) {
  constexpr int kBlock = kOrientationSide / kAppearanceSide;
  std::vector<double> result(size_t{kAppearanceSide} * kAppearanceSide * 3);
  for (int y = 0; y < grid.height; ++y) {
    for (int x = 0; x < grid.width; ++x) {
      const auto cell = static_cast<size_t>(y / kBlock * kAppearanceSide + x / kBlock);
      for (size_t c = 0; c < 3; ++c)
        result[3 * cell + c] += grid.pixel(x, y)[c] / (255.0 * kBlock * kBlock);
    }
  }
  return result;
}

std::vector<double> brightness_of(const Image& grid) {
  std::vector<double> result;
  for (size_t i = 0; i < grid.samples.size(); i += 3) {
    double sum = 0;
    for (size_t c = 0; c < 3; ++c) sum += kLuma[c] * grid.samples[i + c];
    result.push_back(sum);
  }
  const auto count = static_cast<double>(result.size());
  const double mean = std::accumulate(result.begin(), result.end(), 0.0) / count;
  double squares = 0;
  for (double& value : result) {
    value -= mean;
    squares += value * value;
  }
  const double deviation = std::sqrt(squares / count);
  for (double& value : result) value = deviation > 0 ? value / deviation : 0;
  return result;
}

std::vector<float> colours_of(const Image& map) {
  std::vector<float> cells(kColourCells);
  float looked_at = 0;
  for (int y = 0; y < kColourGrid; ++y) {
    for (int x = 0; x < kColourGrid; ++x) {
      const double u = (x + 0.5) / kColourGrid;
      const double v = (y + 0.5) / kColourGrid;
      if (std::hypot(u - 0.5, v - 0.5) > 0.48) continue;  // the rim mixes with the ground
      const uint8_t* rgb =
          map.pixel(static_cast<int>(u * map.width), static_cast<int>(v * map.height));
      size_t cell = 0;
      for (size_t c = 0; c < 3; ++c) cell = cell * kColourLevels + rgb[c] * kColourLevels / 256;
      ++cells[cell];
      ++looked_at;
    }
  }
  for (float& cell : cells) cell /= looked_at;
  return cells;
}

}  // namespace

MapSignature map_signature(const Image& map) {
  if (map.channels != 3 || map.width != map.height || map.width < 1)
    throw Error(ErrorCode::kInvalidArgument, "a prepared polar map is square and RGB");
  const Image grid = resize(map, {kOrientationSide, kOrientationSide});
  return {appearance_of(grid), brightness_of(grid), colours_of(map)};
}

std::array<std::vector<double>, kOrientations> all_orientations(
    const std::vector<double>& brightness) {
  constexpr auto kSide = static_cast<size_t>(kOrientationSide);
  const auto turned = [](const std::vector<double>& grid) {
    std::vector<double> result(grid.size());
    for (size_t y = 0; y < kSide; ++y) {
      for (size_t x = 0; x < kSide; ++x) result[y * kSide + x] = grid[x * kSide + (kSide - 1 - y)];
    }
    return result;
  };
  std::array<std::vector<double>, kOrientations> result;
  result[0] = brightness;
  result[4] = brightness;
  for (size_t y = 0; y < kSide; ++y)
    std::reverse(result[4].begin() + y * kSide, result[4].begin() + (y + 1) * kSide);
  for (const size_t first : {size_t{0}, size_t{4}}) {
    for (size_t turn = 1; turn < 4; ++turn) result[first + turn] = turned(result[first + turn - 1]);
  }
  return result;
}

}  // namespace myolens
