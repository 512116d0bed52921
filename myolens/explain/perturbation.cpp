#include "myolens/explain/perturbation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "myolens/base/error.h"

namespace myolens {
namespace {

void check_order(const CellOrder& order, int steps) {
  std::vector<size_t> sorted = order.cells;
  std::ranges::sort(sorted);
  bool complete = sorted.size() == order.grid.cells();
  for (size_t i = 0; complete && i < sorted.size(); ++i) complete = sorted[i] == i;
  if (!complete) {
    throw Error(ErrorCode::kInvalidArgument, "an order of " + std::to_string(order.cells.size()) +
                                                 " cells does not name each of " +
                                                 std::to_string(order.grid.cells()) +
                                                 " cells once");
  }
  if (steps >= 1 && static_cast<size_t>(steps) <= sorted.size()) return;
  throw Error(ErrorCode::kInvalidArgument, std::to_string(sorted.size()) +
                                               " cells cannot be replaced in " +
                                               std::to_string(steps) + " steps");
}

}  // namespace

std::vector<size_t> strongest_first(const FloatImage& cells, RandomStream& ties) {
  if (cells.channels != 1) {
    throw Error(ErrorCode::kInvalidArgument,
                "a map of cells has one channel, not " + std::to_string(cells.channels));
  }
  std::vector<float> heat = cells.samples;
  for (float& value : heat) {
    if (std::isnan(value)) value = -std::numeric_limits<float>::infinity();
  }
  std::vector<size_t> order(heat.size());
  std::iota(order.begin(), order.end(), size_t{0});
  ties.shuffle(order);
  std::ranges::stable_sort(order, [&](size_t a, size_t b) { return heat[a] > heat[b]; });
  return order;
}

std::vector<double> deletion_curve(const Picture& picture, const Picture& replacement,
                                   const CellOrder& order, const EvidenceOfPictures& score_of,
                                   int steps) {
  check_order(order, steps);
  std::vector<Picture> pictures;
  std::vector<bool> replaced(order.cells.size(), false);
  size_t done = 0;
  for (int step = 0; step <= steps; ++step) {
    const auto until = static_cast<size_t>(
        std::lround(static_cast<double>(step) * static_cast<double>(replaced.size()) / steps));
    for (; done < until; ++done) replaced[order.cells[done]] = true;
    pictures.push_back(with_cells_replaced(picture, replacement, order.grid, replaced));
  }
  return checked_evidence(score_of, pictures);
}

double area_under(std::span<const double> curve) {
  if (curve.size() < 2) {
    throw Error(ErrorCode::kInvalidArgument, "a curve needs at least two points");
  }
  const double inner = std::accumulate(curve.begin() + 1, curve.end() - 1, 0.0);
  return (inner + (curve.front() + curve.back()) / 2) / static_cast<double>(curve.size() - 1);
}

}  // namespace myolens
