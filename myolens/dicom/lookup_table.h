// Look-up tables of DICOM: palettes, modality and VOI tables (PS3.3 sections C.7.6.3.1.5, C.7.9.2,
// C.11.1.1.1).
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "myolens/dicom/data_set.h"

namespace myolens {

struct LookupTable {
  int first = 0;  // stored value of entry 0
  int bits = 16;  // of an entry: 8 or 16 for palettes, 8 to 16 otherwise
  std::vector<uint16_t> entries;

  // Values below and above the table take its first and last entry.
  uint16_t at(int value) const {
    const int64_t index = int64_t{value} - first;
    const auto last = static_cast<int64_t>(entries.size()) - 1;
    return entries[static_cast<size_t>(std::clamp<int64_t>(index, 0, last))];
  }
};

// Table of `descriptor` and `data`, or of `segments` when there is no data (0: never). A number of
// entries of 0 means 65536. `signed_values`: what the first value is, of which the header tells
// only by the pixels. Errors: kBadFormat (missing, shorter than stated).
struct TableTags {
  uint32_t descriptor = 0;
  uint32_t data = 0;
  uint32_t segments = 0;
};
LookupTable read_lookup_table(const DataSet& data, TableTags tags, bool signed_values);

}  // namespace myolens
