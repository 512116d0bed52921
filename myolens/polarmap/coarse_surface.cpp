#include "myolens/polarmap/coarse_surface.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace myolens {
namespace {

constexpr float kEnough = 0.03F;  // of a cell's pixels
constexpr int kSweeps = 24;

enum State : uint8_t { kAbsent, kWaiting, kBridged, kKnown };

// Weights of the four cells around a position between the second and the third (Catmull-Rom).
std::array<float, 4> cubic_weights(float t) {
  return {0.5F * t * (-1 + t * (2 - t)), 0.5F * (2 + t * t * (3 * t - 5)),
          0.5F * t * (1 + t * (4 - 3 * t)), 0.5F * t * t * (t - 1)};
}

}  // namespace

CoarseSurface::CoarseSurface(Grid grid)
    : cell_(grid.cell),
      columns_((grid.width + grid.cell - 1) / grid.cell + 2 * kMargin),
      rows_((grid.height + grid.cell - 1) / grid.cell + 2 * kMargin),
      cells_(static_cast<size_t>(columns_) * static_cast<size_t>(rows_)),
      means_(cells_.size(), 0.0F),
      states_(cells_.size(), kAbsent),
      needed_(cells_.size(), 0) {
  for (int i = 0; i < cell_; ++i) {
    const float place = (static_cast<float>(i) + 0.5F) / static_cast<float>(cell_) - 0.5F;
    phases_.push_back({place < 0 ? 1 : 0, cubic_weights(place < 0 ? place + 1 : place)});
  }
  for (int i = 0; i < std::max(grid.width, grid.height); ++i) {
    places_.push_back({i / cell_, i % cell_});
  }
}

// Cells without data, nearest first, each with a first guess. The outermost cells stay absent.
std::vector<size_t> CoarseSurface::guess_unknown() {
  const auto stride = static_cast<size_t>(columns_);
  const auto at_border = [&](size_t i) {
    return i < stride || i + stride >= cells_.size() || i % stride == 0 || (i + 1) % stride == 0;
  };
  std::vector<size_t> order;
  std::vector<size_t> front;
  for (size_t i = 0; i < cells_.size(); ++i) {
    if (states_[i] == kKnown) front.push_back(i);
  }
  while (!front.empty()) {
    std::vector<size_t> next;
    for (const size_t i : front) {
      for (const size_t near : {i - stride, i - 1, i + 1, i + stride}) {
        if (states_[near] != kAbsent || at_border(near)) continue;
        states_[near] = kWaiting;
        next.push_back(near);
      }
    }
    for (const size_t i : next) {
      float sum = 0;
      float count = 0;
      for (const size_t near : {i - stride, i - 1, i + 1, i + stride}) {
        if (states_[near] < kBridged) continue;
        sum += means_[near];
        ++count;
      }
      means_[i] = sum / count;
    }
    for (const size_t i : next) states_[i] = kBridged;
    order.insert(order.end(), next.begin(), next.end());
    front = std::move(next);
  }
  return order;
}

bool CoarseSurface::needed_near(size_t cell) const {
  const auto column = static_cast<int>(cell) % columns_;
  const auto row = static_cast<int>(cell) / columns_;
  for (int y = std::max(row - 2, 0); y <= std::min(row + 2, rows_ - 1); ++y) {
    for (int x = std::max(column - 2, 0); x <= std::min(column + 2, columns_ - 1); ++x) {
      if (needed_[static_cast<size_t>(y) * static_cast<size_t>(columns_) +
                  static_cast<size_t>(x)]) {
        return true;
      }
    }
  }
  return false;
}

// Where a cell is partly a hole, its mean belongs to another place than its middle.
void CoarseSurface::move_means_to_middles() {
  const auto stride = static_cast<size_t>(columns_);
  std::vector<float> moved = means_;
  for (size_t i = 0; i < cells_.size(); ++i) {
    if (states_[i] != kKnown) continue;
    const Cell& cell = cells_[i];
    const float middle = 0.5F * static_cast<float>(cell_ - 1);
    const auto slope = [&](size_t before, size_t after) {
      if (states_[before] == kAbsent || states_[after] == kAbsent) return 0.0F;
      return (means_[after] - means_[before]) / (2 * static_cast<float>(cell_));
    };
    moved[i] += slope(i - 1, i + 1) * (middle - cell.sum_x / cell.count) +
                slope(i - stride, i + stride) * (middle - cell.sum_y / cell.count);
  }
  means_ = std::move(moved);
}

void CoarseSurface::finish() {
  const float enough = kEnough * static_cast<float>(cell_ * cell_);
  for (size_t i = 0; i < cells_.size(); ++i) {
    if (cells_[i].count == 0 || cells_[i].count < enough) continue;
    means_[i] = cells_[i].sum / cells_[i].count;
    states_[i] = kKnown;
  }
  std::vector<size_t> unknown = guess_unknown();
  std::erase_if(unknown, [&](size_t i) { return !needed_near(i); });
  move_means_to_middles();
  const auto stride = static_cast<size_t>(columns_);
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    for (size_t k = 0; k < unknown.size(); ++k) {
      const size_t i = unknown[sweep % 2 == 0 ? k : unknown.size() - 1 - k];
      const std::array<size_t, 4> near{i - stride, i - 1, i + 1, i + stride};
      const std::array<size_t, 4> corners{i - stride - 1, i - stride + 1, i + stride - 1,
                                          i + stride + 1};
      const std::array<size_t, 4> far{i - 2 * stride, i - 2, i + 2, i + 2 * stride};
      const auto present = [&](size_t j) { return j < cells_.size() && states_[j] != kAbsent; };
      const auto sum_of = [&](const std::array<size_t, 4>& places) {
        float sum = 0;
        for (const size_t j : places) sum += means_[j];
        return sum;
      };
      if (std::ranges::all_of(near, present) && std::ranges::all_of(corners, present) &&
          std::ranges::all_of(far, present)) {
        means_[i] = (8 * sum_of(near) - 2 * sum_of(corners) - sum_of(far)) / 20;
      } else {
        float sum = 0;
        float count = 0;
        for (const size_t j : near) {
          if (!present(j)) continue;
          sum += means_[j];
          ++count;
        }
        if (count > 0) means_[i] = sum / count;
      }
    }
  }
}

float CoarseSurface::at(float x, float y) const {
  const auto size = static_cast<float>(cell_);
  const float column = (x + 0.5F) / size - 0.5F;
  const float row = (y + 0.5F) / size - 0.5F;
  const auto left = static_cast<int>(std::floor(column));
  const auto top = static_cast<int>(std::floor(row));
  const auto across = cubic_weights(column - static_cast<float>(left));
  const auto down = cubic_weights(row - static_cast<float>(top));
  float sum = 0;
  for (int j = 0; j < 4; ++j) {
    const float* means = &means_[place(left - 1, top - 1 + j)];
    float line = 0;
    for (size_t i = 0; i < 4; ++i) line += across[i] * means[i];
    sum += down[static_cast<size_t>(j)] * line;
  }
  return sum;
}

float CoarseSurface::at_pixel(int x, int y) const {
  const Place& column = places_[static_cast<size_t>(x)];
  const Place& row = places_[static_cast<size_t>(y)];
  const Phase& across = phases_[static_cast<size_t>(column.within)];
  const Phase& down = phases_[static_cast<size_t>(row.within)];
  const float* means = &means_[place(column.cell - across.before - 1, row.cell - down.before - 1)];
  float sum = 0;
  for (size_t j = 0; j < 4; ++j, means += columns_) {
    float line = 0;
    for (size_t i = 0; i < 4; ++i) line += across.weights[i] * means[i];
    sum += down.weights[j] * line;
  }
  return sum;
}

}  // namespace myolens
