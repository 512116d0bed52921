// One entry of the feature cache: rows of equally many values, each found by a key. A folder with
// two files: `values`, one slot per row, and `index` (feature_cache_index.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "myolens/training/feature_cache_file.h"
#include "myolens/training/feature_cache_index.h"

namespace myolens {

// While an object lives, no other removes its entry. Reading is thread-safe; writing is for one
// thread, and nobody may read this object meanwhile.
class CacheEntry {
 public:
  // Opens the folder's files, creating what is missing; they count as used now. The caller holds
  // the cache's lock. Errors: kWriteFailed.
  CacheEntry(const std::filesystem::path& folder, size_t row_values);

  const std::filesystem::path& folder() const { return folder_; }
  size_t row_values() const { return row_values_; }

  bool has(const std::string& key) const;

  // Fills `row` with row_values() numbers. False when they are not there or damaged.
  bool read(const std::string& key, std::span<float> row) const;

  // From here to end_writing(), no other object writes to this entry; rows that another one wrote
  // before are known. Errors: kWriteFailed.
  bool try_begin_writing();  // false when another one writes
  void begin_writing();      // waits for it
  void end_writing();

  // Bytes by which the files grow for so many rows more, and reserving them. Errors: kWriteFailed.
  uint64_t growth(size_t new_rows) const;
  void reserve(size_t new_rows);

  // Adds a row, or replaces its values. Errors: kWriteFailed.
  void write(const std::string& key, std::span<const float> row);

  // Bytes of both files. Errors: kWriteFailed.
  uint64_t bytes() const;

  // Removes all rows, unless another object uses the entry. The caller holds the cache's lock.
  // Errors: kWriteFailed.
  bool try_clear();

 private:
  void read_index();
  uint64_t slots() const;  // taken so far
  uint64_t row_bytes() const { return row_values_ * sizeof(float); }

  std::filesystem::path folder_;
  size_t row_values_;
  CacheFile values_;  // locked as long as the entry is in use
  CacheFile index_;   // locked while it is written
  FeatureIndex rows_;
};

}  // namespace myolens
