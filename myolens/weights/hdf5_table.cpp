#include "myolens/weights/hdf5_table.h"

#include <cstring>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr uint64_t kMagic = 0x31746235'68647379;
constexpr size_t kRankLimit = 32;  // HDF5's own (H5S_MAX_RANK)

[[noreturn]] void fail(const std::string& what) {
  throw Error(ErrorCode::kBadFormat, "the table of an HDF5 file is damaged: " + what);
}

class TableWriter {
 public:
  template <typename Number>
  void number(Number value) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(&value);
    bytes_.insert(bytes_.end(), bytes, bytes + sizeof value);
  }

  void text(const std::string& value) {
    number(static_cast<uint32_t>(value.size()));
    bytes_.insert(bytes_.end(), value.begin(), value.end());
  }

  Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

class TableReader {
 public:
  explicit TableReader(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  template <typename Number>
  Number number() {
    Number value;
    std::memcpy(&value, part(sizeof value).data(), sizeof value);
    return value;
  }

  std::string text() {
    const auto bytes = part(number<uint32_t>());
    return {bytes.begin(), bytes.end()};
  }

  // Of items that take at least `least_bytes` each: a wrong count must not fill the memory.
  uint32_t count(size_t least_bytes) {
    const auto value = number<uint32_t>();
    if (value > bytes_.size() / least_bytes) fail("it counts more items than it has room for");
    return value;
  }

  bool at_end() const { return bytes_.empty(); }

 private:
  std::span<const uint8_t> part(size_t size) {
    if (size > bytes_.size()) fail("it ends early");
    const auto result = bytes_.first(size);
    bytes_ = bytes_.subspan(size);
    return result;
  }

  std::span<const uint8_t> bytes_;
};

void check_extent(const Hdf5Dataset& dataset, uint64_t value_bytes) {
  uint64_t count = 1;
  for (const int64_t size : dataset.shape) {
    if (size < 0) fail(dataset.path + " has a negative size");
    const auto factor = static_cast<uint64_t>(size);
    if (factor != 0 && count > value_bytes / factor) fail(dataset.path + " is too large");
    count *= factor;
  }
  if (dataset.offset % sizeof(float) != 0 || dataset.offset > value_bytes ||
      count > (value_bytes - dataset.offset) / sizeof(float)) {
    fail(dataset.path + " does not lie inside the values");
  }
}

void write_texts(TableWriter& writer, const std::vector<std::string>& texts) {
  writer.number(static_cast<uint32_t>(texts.size()));
  for (const std::string& text : texts) writer.text(text);
}

std::vector<std::string> read_texts(TableReader& reader) {
  std::vector<std::string> texts;
  const uint32_t count = reader.count(sizeof(uint32_t));
  for (uint32_t i = 0; i < count; ++i) texts.push_back(reader.text());
  return texts;
}

Hdf5Dataset read_dataset(TableReader& reader, uint64_t value_bytes) {
  Hdf5Dataset dataset;
  dataset.path = reader.text();
  dataset.unread_type = reader.text();
  dataset.offset = reader.number<uint64_t>();
  const auto rank = reader.number<uint32_t>();
  if (rank > kRankLimit) fail(dataset.path + " has too many dimensions");
  for (uint32_t dimension = 0; dimension < rank; ++dimension)
    dataset.shape.push_back(reader.number<int64_t>());
  if (dataset.unread_type.empty()) check_extent(dataset, value_bytes);
  return dataset;
}

Hdf5Attribute read_attribute(TableReader& reader) {
  Hdf5Attribute attribute{reader.text(), reader.text(), {}};
  attribute.values = read_texts(reader);
  return attribute;
}

}  // namespace

Bytes write_hdf5_table(const Hdf5Table& table) {
  TableWriter writer;
  writer.number(kMagic);
  writer.number(static_cast<uint8_t>(table.outcome));
  writer.text(table.reason);
  write_texts(writer, table.groups);
  writer.number(static_cast<uint32_t>(table.datasets.size()));
  for (const Hdf5Dataset& dataset : table.datasets) {
    writer.text(dataset.path);
    writer.text(dataset.unread_type);
    writer.number(dataset.offset);
    writer.number(static_cast<uint32_t>(dataset.shape.size()));
    for (const int64_t size : dataset.shape) writer.number(size);
  }
  writer.number(static_cast<uint32_t>(table.attributes.size()));
  for (const Hdf5Attribute& attribute : table.attributes) {
    writer.text(attribute.group);
    writer.text(attribute.name);
    write_texts(writer, attribute.values);
  }
  return writer.take();
}

Hdf5Table parse_hdf5_table(std::span<const uint8_t> bytes, uint64_t value_bytes) {
  TableReader reader(bytes);
  if (reader.number<uint64_t>() != kMagic) fail("it does not begin as it should");
  Hdf5Table table;
  const auto outcome = reader.number<uint8_t>();
  if (outcome > static_cast<uint8_t>(Hdf5Outcome::kLimitExceeded)) fail("its outcome is unknown");
  table.outcome = static_cast<Hdf5Outcome>(outcome);
  table.reason = reader.text();
  table.groups = read_texts(reader);
  const uint32_t datasets = reader.count(2 * sizeof(uint32_t) + sizeof(uint64_t));
  for (uint32_t i = 0; i < datasets; ++i)
    table.datasets.push_back(read_dataset(reader, value_bytes));
  const uint32_t attributes = reader.count(3 * sizeof(uint32_t));
  for (uint32_t i = 0; i < attributes; ++i) table.attributes.push_back(read_attribute(reader));
  if (!reader.at_end()) fail("bytes are left over");
  return table;
}

}  // namespace myolens
