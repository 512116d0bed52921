#include "myolens/training/feature_source.h"

#include <algorithm>
#include <iterator>

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

FeaturesWithClinical::FeaturesWithClinical(const FeatureSource& pictures, LayerId layer,
                                           std::vector<float> clinical, size_t variants)
    : pictures_(pictures),
      layer_(layer),
      variants_(variants),
      clinical_({layer}, {std::move(clinical)}, pictures.rows() / variants) {}

size_t FeaturesWithClinical::size_of(LayerId layer) const {
  return layer == layer_ ? clinical_.size_of(layer) : pictures_.size_of(layer);
}

std::vector<std::vector<float>> FeaturesWithClinical::gather(std::span<const LayerId> layers,
                                                             std::span<const size_t> wanted) const {
  std::vector<LayerId> others;
  std::ranges::copy_if(layers, std::back_inserter(others),
                       [&](LayerId layer) { return layer != layer_; });
  std::vector<std::vector<float>> of_pictures = pictures_.gather(others, wanted);
  std::vector<size_t> samples;
  for (const size_t row : wanted) samples.push_back(row / variants_);
  std::vector<std::vector<float>> gathered;
  for (size_t i = 0, next = 0; i < layers.size(); ++i) {
    if (layers[i] == layer_) {
      gathered.push_back(std::move(clinical_.gather(layers.subspan(i, 1), samples)[0]));
    } else {
      gathered.push_back(std::move(of_pictures[next++]));
    }
  }
  return gathered;
}

}  // namespace myolens
