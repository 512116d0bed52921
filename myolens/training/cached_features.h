// Features read from the cache on disk whenever they are asked for.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "myolens/training/feature_cache.h"
#include "myolens/training/packed_features.h"

namespace myolens {

// Keeps the entry in use as long as it lives. gather() also raises kChecksumMismatch when rows were
// damaged or removed meanwhile.
class CachedFeatures final : public PackedFeatures {
 public:
  // `keys` of all rows, each of which the entry has.
  CachedFeatures(FeatureLayout layout, std::unique_ptr<const CacheEntry> entry,
                 std::vector<std::string> keys);

 private:
  std::vector<float> packed_rows(std::span<const size_t> wanted) const override;

  void read(size_t row, std::span<float> values) const;

  std::unique_ptr<const CacheEntry> entry_;
  std::vector<std::string> keys_;
};

}  // namespace myolens
