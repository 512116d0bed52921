#include "myolens/training/feature_cache_index.h"

#include <algorithm>

#include "myolens/base/checksum.h"
#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr size_t kKeyBytes = 64;
constexpr size_t kChecksumAt = kKeyBytes;
constexpr size_t kRecordChecksumAt = kKeyBytes + 4;

void put_number(uint64_t value, std::span<uint8_t> bytes) {
  for (uint8_t& byte : bytes) {
    byte = static_cast<uint8_t>(value);
    value >>= 8;
  }
}

uint32_t number_at(std::span<const uint8_t> record, size_t offset) {
  uint32_t value = 0;
  for (size_t i = 4; i-- > 0;) value = value << 8 | record[offset + i];
  return value;
}

uint32_t record_checksum(std::span<const uint8_t> record, uint64_t slot) {
  std::array<uint8_t, kRecordChecksumAt + 8> bytes{};
  std::ranges::copy(record.first(kRecordChecksumAt), bytes.begin());
  put_number(slot, std::span(bytes).last(8));
  return crc32c(bytes);
}

}  // namespace

IndexRecord write_index_record(std::string_view key_sha256, const IndexedRow& row) {
  if (key_sha256.size() != kKeyBytes) throw Error(ErrorCode::kInternal, "a key is no SHA-256");
  IndexRecord record{};
  std::ranges::copy(key_sha256, record.begin());
  put_number(row.checksum, std::span(record).subspan(kChecksumAt, 4));
  put_number(record_checksum(record, row.slot), std::span(record).subspan(kRecordChecksumAt, 4));
  return record;
}

void read_index_records(std::span<const uint8_t> bytes, uint64_t first_slot, FeatureIndex& index) {
  for (size_t i = 0; i < bytes.size() / kIndexRecordBytes; ++i) {
    const auto record = bytes.subspan(i * kIndexRecordBytes, kIndexRecordBytes);
    const uint64_t slot = first_slot + i;
    if (number_at(record, kRecordChecksumAt) != record_checksum(record, slot)) continue;
    const auto key = record.first(kKeyBytes);
    index.insert_or_assign(std::string(key.begin(), key.end()),
                           IndexedRow{slot, number_at(record, kChecksumAt)});
  }
}

}  // namespace myolens
