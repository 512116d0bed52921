// The wire format of Protocol Buffers (https://protobuf.dev/programming-guides/encoding), read
// without copying: enough to walk through a message whose fields are known.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace myolens {

enum class WireType { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

struct WireField {
  uint32_t number = 0;
  WireType type = WireType::kVarint;
  uint64_t value = 0;              // of kVarint
  std::span<const uint8_t> bytes;  // of the other types

  std::string_view text() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
};

// Walks through the fields of one message. Errors: kBadFormat that names `origin`.
class WireReader {
 public:
  WireReader(std::span<const uint8_t> message, const std::string& origin)
      : rest_(message), origin_(origin) {}

  std::optional<WireField> next();  // nothing at the end of the message
  uint64_t varint();                // of a packed field
  bool at_end() const { return rest_.empty(); }
  std::span<const uint8_t> rest() const { return rest_; }

 private:
  [[noreturn]] void fail(const std::string& what) const;
  std::span<const uint8_t> take(uint64_t count);

  std::span<const uint8_t> rest_;
  const std::string& origin_;
};

}  // namespace myolens
