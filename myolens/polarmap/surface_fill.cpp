#include "myolens/polarmap/surface_fill.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace myolens {
namespace {

constexpr int kSweeps = 6;  // each back and forth; letters and lines are a few pixels wide

}  // namespace

SurfaceFill::SurfaceFill(const Image& holes, const Image& usable)
    : width_(holes.width), height_(holes.height) {
  const ptrdiff_t stride = width_ + 2;
  neighbours_ = {-stride - 1, -stride, -stride + 1, -1, 1, stride - 1, stride, stride + 1};
  const auto size = static_cast<size_t>(stride) * static_cast<size_t>(height_ + 2);
  known_.assign(size, 0.0F);
  std::vector<uint8_t> waiting(size, 0);
  std::vector<ptrdiff_t> all;
  for (int y = 0; y < height_; ++y) {
    for (int x = 0; x < width_; ++x) {
      const ptrdiff_t index = (y + 1) * stride + x + 1;
      if (*holes.pixel(x, y) != 0) {
        all.push_back(index);
        waiting[static_cast<size_t>(index)] = 1;
      } else if (*usable.pixel(x, y) != 0) {
        known_[static_cast<size_t>(index)] = 1.0F;
      }
    }
  }
  for (const ptrdiff_t index : all) {
    const bool at_edge = std::ranges::any_of(neighbours_, [&](ptrdiff_t offset) {
      return known_[static_cast<size_t>(index + offset)] > 0.0F;
    });
    if (!at_edge) continue;
    order_.push_back(index);
    waiting[static_cast<size_t>(index)] = 0;
  }
  for (size_t next = 0; next < order_.size(); ++next) {
    for (const ptrdiff_t offset : neighbours_) {
      uint8_t& wait = waiting[static_cast<size_t>(order_[next] + offset)];
      if (wait == 0) continue;
      wait = 0;
      order_.push_back(order_[next] + offset);
    }
  }
}

void SurfaceFill::apply(Image& plane) const {
  const ptrdiff_t stride = width_ + 2;
  std::vector<float> values(known_.size());
  for (int y = 0; y < height_; ++y) {
    std::copy_n(plane.pixel(0, y), width_, values.begin() + (y + 1) * stride + 1);
  }
  std::vector<float> known = known_;
  const auto relax = [&](ptrdiff_t index) {
    float sum = 0;
    float count = 0;
    for (const ptrdiff_t offset : neighbours_) {
      const auto neighbour = static_cast<size_t>(index + offset);
      sum += known[neighbour] * values[neighbour];
      count += known[neighbour];
    }
    values[static_cast<size_t>(index)] = sum / count;
  };
  for (const ptrdiff_t index : order_) {
    relax(index);
    known[static_cast<size_t>(index)] = 1.0F;
  }
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    std::for_each(order_.rbegin(), order_.rend(), relax);
    std::for_each(order_.begin(), order_.end(), relax);
  }
  for (const ptrdiff_t index : order_) {
    *plane.pixel(static_cast<int>(index % stride) - 1, static_cast<int>(index / stride) - 1) =
        static_cast<uint8_t>(std::lround(values[static_cast<size_t>(index)]));
  }
}

}  // namespace myolens
