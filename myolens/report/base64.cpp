#include "myolens/report/base64.h"

#include <algorithm>
#include <string_view>

namespace myolens {

namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string base64(std::span<const uint8_t> bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t start = 0; start < bytes.size(); start += 3) {
    const size_t count = std::min<size_t>(3, bytes.size() - start);
    uint32_t group = 0;  // three bytes, the first one highest
    for (size_t i = 0; i < 3; ++i) group = group << 8 | (i < count ? bytes[start + i] : 0u);
    for (size_t i = 0; i < 4; ++i) {
      text += i <= count ? kAlphabet[group >> (18 - 6 * i) & 63u] : '=';
    }
  }
  return text;
}

}  // namespace myolens
