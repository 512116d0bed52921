#include <algorithm>

#include "myolens/training/feature_cache_index.h"
#include "tests/fuzz/fuzzing.h"

// The index of an entry of the feature cache, and a part of one. What is read as sound is what
// would be written.
int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace myolens;
  const std::span<const uint8_t> bytes(data, size);
  FeatureIndex index;
  read_index_records(bytes, 0, index);
  for (const auto& [key, row] : index) {
    const auto record = bytes.subspan(row.slot * kIndexRecordBytes, kIndexRecordBytes);
    if (!std::ranges::equal(write_index_record(key, row), record)) std::abort();
  }
  read_index_records(bytes, uint64_t{1} << 40, index);
  return 0;
}
