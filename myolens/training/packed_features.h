// Features of several layers that are kept, or computed, as one row per picture.
#pragma once

#include <span>
#include <vector>

#include "myolens/engine/precision.h"
#include "myolens/training/bfloat16_rows.h"
#include "myolens/training/feature_source.h"

namespace myolens {

// A row holds the values of all layers, one layer behind the other.
class FeatureLayout {
 public:
  FeatureLayout(const Graph& graph, std::vector<LayerId> layers, Precision precision);

  const std::vector<LayerId>& layers() const { return layers_; }
  size_t row_values() const { return row_values_; }

  // Feature maps of a network that computes in bfloat16 are rounded to it: what trains on them
  // would do so anyway, and they take half the space.
  bool is_bfloat16() const { return is_bfloat16_; }
  size_t stored_values() const { return is_bfloat16_ ? packed_size(row_values_) : row_values_; }

  // Errors: kInternal for a layer that is not there.
  size_t size_of(LayerId layer) const;

  // Appends the part of each of `rows` that belongs to `layer`. Errors: as size_of.
  void append_part(LayerId layer, std::span<const float> rows, std::vector<float>& values) const;

 private:
  size_t position_of(LayerId layer) const;

  std::vector<LayerId> layers_;
  std::vector<size_t> sizes_;  // as `layers_`
  size_t row_values_;
  bool is_bfloat16_;
};

// Rows handed over together, and so in memory at once.
inline constexpr size_t kPackedRows = 32;

class PackedFeatures : public FeatureSource {
 public:
  size_t rows() const override { return rows_; }
  size_t size_of(LayerId layer) const override { return layout_.size_of(layer); }
  std::vector<std::vector<float>> gather(std::span<const LayerId> layers,
                                         std::span<const size_t> wanted) const override;

 protected:
  PackedFeatures(FeatureLayout layout, size_t rows) : layout_(std::move(layout)), rows_(rows) {}

  // At most kPackedRows rows.
  virtual std::vector<float> packed_rows(std::span<const size_t> wanted) const = 0;

  const FeatureLayout& layout() const { return layout_; }

 private:
  FeatureLayout layout_;
  size_t rows_;
};

}  // namespace myolens
