// Which rows an entry of the feature cache holds: the format of its file `index`. Damage costs rows
// and nothing else.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace myolens {

// Record number n of the file describes slot n of the values, all numbers with the lowest byte
// first: the key's SHA-256 as 64 hexadecimal digits, CRC-32C of the slot's values, CRC-32C of the
// record's first 68 bytes and of n as eight bytes.
inline constexpr size_t kIndexRecordBytes = 72;
using IndexRecord = std::array<uint8_t, kIndexRecordBytes>;

struct IndexedRow {
  uint64_t slot = 0;
  uint32_t checksum = 0;  // CRC-32C of its values
};

// By the SHA-256 of the row's key.
using FeatureIndex = std::unordered_map<std::string, IndexedRow>;

IndexRecord write_index_record(std::string_view key_sha256, const IndexedRow& row);

// Adds the sound records among `bytes`, the first of which has the number `first_slot`. Damaged
// ones, and a part of one at the end, are left out. Of two with one key the later one counts.
void read_index_records(std::span<const uint8_t> bytes, uint64_t first_slot, FeatureIndex& index);

}  // namespace myolens
