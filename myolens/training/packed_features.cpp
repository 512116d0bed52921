#include "myolens/training/packed_features.h"

#include <algorithm>
#include <numeric>

#include "myolens/base/error.h"

namespace myolens {
namespace {

std::vector<size_t> sizes_in(const Graph& graph, const std::vector<LayerId>& layers) {
  std::vector<size_t> sizes;
  for (const LayerId id : layers) {
    sizes.push_back(static_cast<size_t>(element_count(graph.layer(id).output)));
  }
  return sizes;
}

bool are_maps(const Graph& graph, const std::vector<LayerId>& layers) {
  return std::ranges::all_of(layers, [&](LayerId id) {
    const Layer& layer = graph.layer(id);
    return layer.output.size() == 3 && !layer.inputs.empty();
  });
}

}  // namespace

FeatureLayout::FeatureLayout(const Graph& graph, std::vector<LayerId> layers, Precision precision)
    : layers_(std::move(layers)),
      sizes_(sizes_in(graph, layers_)),
      row_values_(std::reduce(sizes_.begin(), sizes_.end())),
      is_bfloat16_(precision == Precision::kBfloat16 && are_maps(graph, layers_)) {}

size_t FeatureLayout::position_of(LayerId layer) const {
  const auto found = std::ranges::find(layers_, layer);
  if (found == layers_.end()) throw Error(ErrorCode::kInternal, "a tail input is not kept");
  return static_cast<size_t>(found - layers_.begin());
}

size_t FeatureLayout::size_of(LayerId layer) const { return sizes_[position_of(layer)]; }

void FeatureLayout::append_part(LayerId layer, std::span<const float> rows,
                                std::vector<float>& values) const {
  const size_t position = position_of(layer);
  const size_t first = std::reduce(sizes_.begin(), sizes_.begin() + static_cast<long>(position));
  for (size_t row = 0; row < rows.size(); row += row_values_) {
    const auto part = rows.subspan(row + first, sizes_[position]);
    values.insert(values.end(), part.begin(), part.end());
  }
}

std::vector<std::vector<float>> PackedFeatures::gather(std::span<const LayerId> layers,
                                                       std::span<const size_t> wanted) const {
  std::vector<std::vector<float>> gathered(layers.size());
  const bool all_layers = std::ranges::equal(layers, layout_.layers());
  if (all_layers && layers.size() == 1 && wanted.size() <= kPackedRows) {
    gathered[0] = packed_rows(wanted);
    return gathered;
  }
  for (size_t i = 0; i < layers.size(); ++i)
    gathered[i].reserve(wanted.size() * size_of(layers[i]));
  for (size_t first = 0; first < wanted.size(); first += kPackedRows) {
    const std::vector<float> rows =
        packed_rows(wanted.subspan(first, std::min(kPackedRows, wanted.size() - first)));
    for (size_t i = 0; i < layers.size(); ++i) layout_.append_part(layers[i], rows, gathered[i]);
  }
  return gathered;
}

}  // namespace myolens
