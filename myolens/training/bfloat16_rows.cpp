#include "myolens/training/bfloat16_rows.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace myolens {
namespace {

float rounded(float value) {
  if (std::isnan(value)) return std::numeric_limits<float>::quiet_NaN();
  const auto bits = std::bit_cast<uint32_t>(value);
  const uint32_t even = (bits >> 16) & 1;
  return std::bit_cast<float>((bits + 0x7FFF + even) & 0xFFFF0000);
}

uint16_t upper_half(float value) {
  return static_cast<uint16_t>(std::bit_cast<uint32_t>(value) >> 16);
}

}  // namespace

void round_to_bfloat16(std::span<float> values) {
  for (float& value : values) value = rounded(value);
}

std::vector<float> pack_bfloat16(std::span<const float> values) {
  std::vector<uint16_t> halves(2 * packed_size(values.size()));
  for (size_t i = 0; i < values.size(); ++i) halves[i] = upper_half(values[i]);
  std::vector<float> packed(packed_size(values.size()));
  std::memcpy(packed.data(), halves.data(), halves.size() * sizeof(uint16_t));
  return packed;
}

void unpack_bfloat16(std::span<const float> packed, std::span<float> values) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(packed.data());
  for (size_t i = 0; i < values.size(); ++i) {
    uint16_t half = 0;
    std::memcpy(&half, bytes + i * sizeof(half), sizeof(half));
    values[i] = std::bit_cast<float>(uint32_t{half} << 16);
  }
}

}  // namespace myolens
