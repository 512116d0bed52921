// Outputs of frozen networks on disk, shared by all runs of a user: a folder with one entry for
// everything that the values depend on beside the picture (feature_cache_key.h). Entries that were
// not used for longest make room for new ones. Holds no names, of patients or files.
//
// Several processes may use one cache at the same time. Everything in it can be deleted at any time
// that no program uses it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "myolens/training/feature_cache_entry.h"

namespace myolens {

inline constexpr uint64_t kGigabyte = 1'000'000'000;

struct FeatureCacheSettings {
  std::filesystem::path folder{};         // empty: no cache on disk
  uint64_t limit_bytes = 20 * kGigabyte;  // of all entries; 0: no cache on disk
  uint64_t keep_free_bytes = kGigabyte;   // of the disk, for others
  uint64_t memory_bytes = kGigabyte / 4;  // for features that are held in memory
};

enum class CacheRoom {
  kThere,          // reserved
  kAfterClearing,  // reserved; the entry's old rows are gone
  kOverLimit,      // more than limit_bytes, or what entries in use leave of it
  kDiskFull,       // keep_free_bytes would not be left
};

// Thread-safe.
class FeatureCache {
 public:
  struct Rows {
    size_t new_rows = 0;     // that the entry lacks
    size_t wanted_rows = 0;  // in all
  };

  // Creates the folder, for its owner only. Errors: kWriteFailed.
  explicit FeatureCache(FeatureCacheSettings settings);

  // The entry of an identity, new or not. Errors: kWriteFailed.
  std::unique_ptr<CacheEntry> open(const std::string& identity, size_t row_values) const;

  // Reserves space for `new_rows` of an entry that is being written, removing other entries that
  // nobody uses, longest unused first, and only if that is enough. Where it is not, the old rows of
  // the entry make room for all its `wanted_rows`, if nobody else uses it. Errors: kWriteFailed.
  CacheRoom make_room(CacheEntry& entry, const Rows& rows) const;

 private:
  struct Space;
  struct Unused;
  Space space(const CacheEntry& entry) const;
  std::vector<Unused> unused_entries(const CacheEntry& entry) const;
  static std::optional<size_t> enough_of(const std::vector<Unused>& unused, uint64_t bytes);

  FeatureCacheSettings settings_;
};

}  // namespace myolens
