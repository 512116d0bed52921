// The wire format of Protocol Buffers (https://protobuf.dev/programming-guides/encoding), written:
// one message, field by field. protobuf_wire.h reads it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace myolens {

class WireWriter {
 public:
  void number(uint32_t field, int64_t value);
  void real(uint32_t field, float value);
  void text(uint32_t field, std::string_view value);
  void message(uint32_t field, const WireWriter& value) { text(field, value.bytes_); }

  // Begins a text or message whose `size` bytes the caller writes behind bytes() himself.
  void announce(uint32_t field, uint64_t size);

  const std::string& bytes() const { return bytes_; }

 private:
  void varint(uint64_t value);

  std::string bytes_;
};

}  // namespace myolens
