// The outputs of the frozen part of a network, computed once per picture and kept.
#pragma once

#include <filesystem>
#include <vector>

#include "myolens/base/progress.h"
#include "myolens/classifier/bundle.h"
#include "myolens/engine/trainable_tail.h"

namespace myolens {

// Several live tensors per sample, each samples x its size, sample by sample.
struct FrozenFeatures {
  std::vector<LayerId> layers;
  std::vector<std::vector<float>> values;  // as `layers`
  size_t samples = 0;

  size_t size_of(size_t tensor) const { return values[tensor].size() / samples; }
};

// Decodes prepared polar maps and runs them up to `layers` of the bundle's network, in bounded
// memory beside the result. Errors: of decode_picture and read_file.
FrozenFeatures compute_frozen_features(const ModelBundle& bundle, const Graph& graph,
                                       const std::vector<LayerId>& layers,
                                       const std::vector<std::filesystem::path>& images,
                                       int threads, Progress& progress);

// Rows of some tensors of `features`, copied together. The batch points into this object.
class GatheredBatch {
 public:
  // `layers` are the tail's inputs, in its order; `rows` are sample indices.
  GatheredBatch(const FrozenFeatures& features, const std::vector<LayerId>& layers,
                std::span<const size_t> rows);

  TailBatch batch() const;

 private:
  std::vector<std::vector<float>> values_;
  size_t samples_;
};

}  // namespace myolens
