#include "myolens/polarmap/surface_fill.h"

#include <algorithm>
#include <cstring>
#include <memory>

namespace myolens {
namespace {

constexpr int kSweeps = 8;
constexpr float kOverRelaxation = 1.5F;  // best for holes 10 pixels wide: 2 / (1 + sin(pi / 10))

}  // namespace

SurfaceFill::SurfaceFill(const Image& holes, const Image& usable) {
  // With a margin of one pixel, which spares tests at the borders.
  const auto stride = static_cast<uint32_t>(holes.width + 2);
  const size_t size = static_cast<size_t>(stride) * static_cast<size_t>(holes.height + 2);
  enum State : uint8_t { kUnusable, kUsable, kEdge, kHole, kReached };
  std::vector<uint8_t> states(size, kUnusable);
  std::vector<uint32_t> waiting;
  const auto has_hole = [&](int y) {
    return y >= 0 && y < holes.height &&
           std::memchr(holes.pixel(0, y), 255, static_cast<size_t>(holes.width)) != nullptr;
  };
  for (int y = 0; y < holes.height; ++y) {
    if (!has_hole(y) && !has_hole(y - 1) && !has_hole(y + 1)) continue;
    const uint8_t* hole = holes.pixel(0, y);
    const uint8_t* use = usable.pixel(0, y);
    const uint32_t first = static_cast<uint32_t>(y + 1) * stride + 1;
    for (uint32_t x = 0; x < stride - 2; ++x) {
      states[first + x] = hole[x] != 0 ? kHole : use[x] != 0 ? kUsable : kUnusable;
    }
    for (uint32_t x = 0; x < stride - 2; ++x) {
      if (hole[x] != 0) waiting.push_back(first + x);
    }
  }
  const auto around = [&](uint32_t index) {
    return std::array<uint32_t, 4>{index - stride, index - 1, index + 1, index + stride};
  };
  std::vector<uint32_t> order;
  std::vector<uint32_t> edge;
  for (const uint32_t index : waiting) {
    bool at_edge = false;
    for (const uint32_t neighbour : around(index)) {
      if (states[neighbour] == kUsable) {
        states[neighbour] = kEdge;
        edge.push_back(neighbour);
      }
      at_edge |= states[neighbour] == kEdge;
    }
    if (!at_edge) continue;
    states[index] = kReached;
    order.push_back(index);
  }
  for (size_t next = 0; next < order.size(); ++next) {
    for (const uint32_t neighbour : around(order[next])) {
      if (states[neighbour] != kHole) continue;
      states[neighbour] = kReached;
      order.push_back(neighbour);
    }
  }
  const auto places = std::make_unique_for_overwrite<uint32_t[]>(size);  // of kReached and kEdge
  uint32_t place = 0;
  for (const auto* list : {&order, &edge}) {
    for (const uint32_t index : *list) places[index] = place++;
  }
  neighbours_.reserve(order.size());
  for (const uint32_t index : order) {
    Neighbours own = around(index);
    for (uint32_t& neighbour : own) {
      const bool has_value = states[neighbour] == kEdge || states[neighbour] == kReached;
      neighbour = places[has_value ? neighbour : index];
    }
    neighbours_.push_back(own);
  }
  const auto without_margin = [&](std::vector<uint32_t>& list) {
    for (uint32_t& index : list) index -= 2 * (index / stride) + stride - 1;
    return std::move(list);
  };
  holes_ = without_margin(order);
  edge_ = without_margin(edge);
}

std::vector<float> SurfaceFill::solve(const std::vector<float>& edge_values) const {
  std::vector<float> values(holes_.size());
  values.insert(values.end(), edge_values.begin(), edge_values.end());
  const auto count = static_cast<uint32_t>(holes_.size());
  for (uint32_t i = 0; i < count; ++i) {  // the mean of those that have a value already
    float sum = 0;
    float known = 0;
    for (const uint32_t neighbour : neighbours_[i]) {
      if (neighbour >= i && neighbour < count) continue;
      sum += values[neighbour];
      ++known;
    }
    values[i] = sum / known;
  }
  const auto relax = [&](uint32_t i) {
    const auto& [a, b, c, d] = neighbours_[i];
    const float mean = 0.25F * (values[a] + values[b] + values[c] + values[d]);
    values[i] += kOverRelaxation * (mean - values[i]);
  };
  for (int sweep = 0; sweep < kSweeps; sweep += 2) {
    for (uint32_t i = count; i > 0; --i) relax(i - 1);
    for (uint32_t i = 0; i < count; ++i) relax(i);
  }
  values.resize(holes_.size());
  return values;
}

}  // namespace myolens
