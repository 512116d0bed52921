#include "myolens/training/feature_cache_entry.h"

#include <algorithm>
#include <vector>

#include "myolens/base/checksum.h"

namespace myolens {
namespace {

constexpr uint64_t kRecordsPerRead = 4096;

std::string sha256_of(const std::string& key) {
  return sha256_hex({reinterpret_cast<const uint8_t*>(key.data()), key.size()});
}

std::span<uint8_t> bytes_of(std::span<float> row) {
  return {reinterpret_cast<uint8_t*>(row.data()), row.size_bytes()};
}

std::span<const uint8_t> bytes_of(std::span<const float> row) {
  return {reinterpret_cast<const uint8_t*>(row.data()), row.size_bytes()};
}

}  // namespace

CacheEntry::CacheEntry(const std::filesystem::path& folder, size_t row_values)
    : folder_(folder),
      row_values_(row_values),
      values_(folder / "values"),
      index_(folder / "index") {
  values_.lock_shared();
  values_.touch();
  read_index();
}

uint64_t CacheEntry::slots() const { return index_.size() / kIndexRecordBytes; }

// Slots that the values cannot hold are not looked at: a damaged size costs no memory.
void CacheEntry::read_index() {
  rows_.clear();
  const uint64_t records = std::min(slots(), values_.size() / row_bytes());
  std::vector<uint8_t> part;
  for (uint64_t first = 0; first < records; first += kRecordsPerRead) {
    part.resize(std::min(kRecordsPerRead, records - first) * kIndexRecordBytes);
    if (!index_.read_at(first * kIndexRecordBytes, part)) return;
    read_index_records(part, first, rows_);
  }
}

bool CacheEntry::has(const std::string& key) const { return rows_.contains(sha256_of(key)); }

bool CacheEntry::read(const std::string& key, std::span<float> row) const {
  const auto found = rows_.find(sha256_of(key));
  if (found == rows_.end()) return false;
  return values_.read_at(found->second.slot * row_bytes(), bytes_of(row)) &&
         crc32c(bytes_of(row)) == found->second.checksum;
}

bool CacheEntry::try_begin_writing() {
  if (!index_.try_lock()) return false;
  read_index();
  return true;
}

void CacheEntry::begin_writing() {
  index_.lock();
  read_index();
}

void CacheEntry::end_writing() {
  const uint64_t used = slots() * row_bytes();
  if (values_.size() > used) values_.resize(used);  // reserved by somebody who was killed
  index_.unlock();
}

uint64_t CacheEntry::growth(size_t new_rows) const {
  const auto grown = [&](uint64_t size, uint64_t each) {
    const uint64_t wanted = (slots() + new_rows) * each;
    return wanted > size ? wanted - size : 0;
  };
  return grown(values_.size(), row_bytes()) + grown(index_.size(), kIndexRecordBytes);
}

void CacheEntry::reserve(size_t new_rows) {
  if (new_rows > 0) values_.reserve((slots() + new_rows) * row_bytes());
}

void CacheEntry::write(const std::string& key, std::span<const float> row) {
  const std::string sha256 = sha256_of(key);
  const auto known = rows_.find(sha256);
  const IndexedRow place{known == rows_.end() ? slots() : known->second.slot,
                         crc32c(bytes_of(row))};
  values_.write_at(place.slot * row_bytes(), bytes_of(row));
  index_.write_at(place.slot * kIndexRecordBytes, write_index_record(sha256, place));
  rows_.insert_or_assign(sha256, place);
}

uint64_t CacheEntry::bytes() const { return values_.size() + index_.size(); }

bool CacheEntry::try_clear() {
  const bool alone = values_.try_lock();
  if (alone) {
    index_.resize(0);
    values_.resize(0);
    rows_.clear();
  }
  values_.lock_shared();
  return alone;
}

}  // namespace myolens
