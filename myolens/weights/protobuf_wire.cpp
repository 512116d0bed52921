#include "myolens/weights/protobuf_wire.h"

#include "myolens/base/error.h"

namespace myolens {

void WireReader::fail(const std::string& what) const {
  throw Error(ErrorCode::kBadFormat, origin_ + " is damaged: " + what + "; fetch it again");
}

std::span<const uint8_t> WireReader::take(uint64_t count) {
  if (count > rest_.size()) {
    fail("a field claims " + std::to_string(count) + " bytes where " +
         std::to_string(rest_.size()) + " are left");
  }
  const auto part = rest_.first(count);
  rest_ = rest_.subspan(count);
  return part;
}

uint64_t WireReader::varint() {
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const uint8_t byte = take(1).front();
    if (shift == 63 && byte > 1) break;
    value |= uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) return value;
  }
  fail("a number of more than 64 bits");
}

std::optional<WireField> WireReader::next() {
  if (at_end()) return std::nullopt;
  const uint64_t tag = varint();
  if (tag >> 3 == 0 || tag >> 32 != 0) fail("field number " + std::to_string(tag >> 3));
  WireField field;
  field.number = static_cast<uint32_t>(tag >> 3);
  field.type = static_cast<WireType>(tag & 7);
  switch (field.type) {
    case WireType::kVarint:
      field.value = varint();
      return field;
    case WireType::kFixed64:
      field.bytes = take(8);
      return field;
    case WireType::kBytes:
      field.bytes = take(varint());
      return field;
    case WireType::kFixed32:
      field.bytes = take(4);
      return field;
  }
  fail("field type " + std::to_string(tag & 7));
}

}  // namespace myolens
