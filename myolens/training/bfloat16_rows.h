// Rows of bfloat16 in half the space: two values in the place of one float.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace myolens {

// Floats that hold so many values.
inline size_t packed_size(size_t values) { return (values + 1) / 2; }

// To the nearest, to even when in the middle, as IEEE 754 has it. Not a number stays that.
void round_to_bfloat16(std::span<float> values);

// Exact for values that are rounded so; cuts others off.
std::vector<float> pack_bfloat16(std::span<const float> values);

// Fills `values` from packed_size(values.size()) floats.
void unpack_bfloat16(std::span<const float> packed, std::span<float> values);

}  // namespace myolens
