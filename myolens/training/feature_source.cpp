#include "myolens/training/feature_source.h"

#include <algorithm>

#include "myolens/base/error.h"

namespace myolens {

MemoryFeatures::MemoryFeatures(std::vector<LayerId> layers, std::vector<std::vector<float>> values,
                               size_t rows)
    : layers_(std::move(layers)), values_(std::move(values)), rows_(rows) {}

size_t MemoryFeatures::tensor_of(LayerId layer) const {
  const auto found = std::ranges::find(layers_, layer);
  if (found == layers_.end()) throw Error(ErrorCode::kInternal, "a tail input is not kept");
  return static_cast<size_t>(found - layers_.begin());
}

size_t MemoryFeatures::size_of(LayerId layer) const {
  return values_[tensor_of(layer)].size() / rows_;
}

std::vector<std::vector<float>> MemoryFeatures::gather(std::span<const LayerId> layers,
                                                       std::span<const size_t> wanted) const {
  std::vector<std::vector<float>> gathered;
  for (const LayerId layer : layers) {
    const std::vector<float>& kept = values_[tensor_of(layer)];
    const size_t size = size_of(layer);
    std::vector<float>& values = gathered.emplace_back();
    values.reserve(wanted.size() * size);
    for (const size_t row : wanted) {
      const auto first = kept.begin() + static_cast<std::ptrdiff_t>(row * size);
      values.insert(values.end(), first, first + static_cast<std::ptrdiff_t>(size));
    }
  }
  return gathered;
}

}  // namespace myolens
