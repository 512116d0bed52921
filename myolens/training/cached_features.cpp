#include "myolens/training/cached_features.h"

#include "myolens/base/error.h"
#include "myolens/training/bfloat16_rows.h"

namespace myolens {

CachedFeatures::CachedFeatures(FeatureLayout layout, std::unique_ptr<const CacheEntry> entry,
                               std::vector<std::string> keys)
    : PackedFeatures(std::move(layout), keys.size()),
      entry_(std::move(entry)),
      keys_(std::move(keys)) {}

std::vector<float> CachedFeatures::packed_rows(std::span<const size_t> wanted) const {
  const size_t size = layout().row_values();
  std::vector<float> rows(wanted.size() * size);
  for (size_t i = 0; i < wanted.size(); ++i)
    read(wanted[i], std::span(rows).subspan(i * size, size));
  return rows;
}

void CachedFeatures::read(size_t row, std::span<float> values) const {
  bool sound = false;
  if (layout().is_bfloat16()) {
    std::vector<float> packed(layout().stored_values());
    sound = entry_->read(keys_[row], packed);
    unpack_bfloat16(packed, values);
  } else {
    sound = entry_->read(keys_[row], values);
  }
  if (sound) return;
  throw Error(ErrorCode::kChecksumMismatch,
              "features in " + entry_->folder().string() +
                  " changed while they were used; run the command again, and they are computed "
                  "anew");
}

}  // namespace myolens
