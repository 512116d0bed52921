// What the frozen part of a network gives for every picture, wherever it is kept.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "myolens/graph/graph.h"

namespace myolens {

// One row per picture, or per variant of one. Thread-safe.
class FeatureSource {
 public:
  virtual ~FeatureSource() = default;

  virtual size_t rows() const = 0;

  // Values of one row of `layer`. Errors: kInternal for a layer that is not kept here.
  virtual size_t size_of(LayerId layer) const = 0;

  // The rows `wanted` of some layers: as many vectors as layers, each wanted.size() x
  // size_of(layer), row by row in the order of `wanted`. Errors: kInternal as size_of; those of
  // reading the pictures where the values are computed anew.
  virtual std::vector<std::vector<float>> gather(std::span<const LayerId> layers,
                                                 std::span<const size_t> wanted) const = 0;
};

// Values in memory. Every layer has rows x its size.
class MemoryFeatures final : public FeatureSource {
 public:
  MemoryFeatures(std::vector<LayerId> layers, std::vector<std::vector<float>> values, size_t rows);

  size_t rows() const override { return rows_; }
  size_t size_of(LayerId layer) const override;
  std::vector<std::vector<float>> gather(std::span<const LayerId> layers,
                                         std::span<const size_t> wanted) const override;

 private:
  size_t tensor_of(LayerId layer) const;

  std::vector<LayerId> layers_;
  std::vector<std::vector<float>> values_;
  size_t rows_;
};

// What another source has, and clinical values beside it: `clinical` holds one row per sample, each
// repeated for `variants` rows of the pictures. `pictures` must outlive it.
class FeaturesWithClinical final : public FeatureSource {
 public:
  FeaturesWithClinical(const FeatureSource& pictures, LayerId layer, std::vector<float> clinical,
                       size_t variants);

  size_t rows() const override { return pictures_.rows(); }
  size_t size_of(LayerId layer) const override;
  std::vector<std::vector<float>> gather(std::span<const LayerId> layers,
                                         std::span<const size_t> wanted) const override;

 private:
  const FeatureSource& pictures_;
  const LayerId layer_;
  const size_t variants_;
  const MemoryFeatures clinical_;
};

}  // namespace myolens
