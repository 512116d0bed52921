#include "myolens/weights/protobuf_writer.h"

#include <bit>

#include "myolens/weights/protobuf_wire.h"

namespace myolens {
namespace {

uint64_t tag(uint32_t field, WireType type) {
  return uint64_t{field} << 3 | static_cast<uint64_t>(type);
}

}  // namespace

void WireWriter::varint(uint64_t value) {
  for (; value >= 0x80; value >>= 7) bytes_.push_back(static_cast<char>(value | 0x80));
  bytes_.push_back(static_cast<char>(value));
}

void WireWriter::number(uint32_t field, int64_t value) {
  varint(tag(field, WireType::kVarint));
  varint(static_cast<uint64_t>(value));
}

void WireWriter::real(uint32_t field, float value) {
  varint(tag(field, WireType::kFixed32));
  const auto bits = std::bit_cast<uint32_t>(value);
  for (unsigned shift = 0; shift < 32; shift += 8)
    bytes_.push_back(static_cast<char>(bits >> shift & 0xFF));
}

void WireWriter::text(uint32_t field, std::string_view value) {
  announce(field, value.size());
  bytes_ += value;
}

void WireWriter::announce(uint32_t field, uint64_t size) {
  varint(tag(field, WireType::kBytes));
  varint(size);
}

}  // namespace myolens
