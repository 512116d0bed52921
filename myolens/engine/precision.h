// How exactly an engine computes.
#pragma once

#include <string_view>

namespace myolens {

enum class Precision {
  kFloat32,
  // Feature maps in bfloat16 (8 bits of mantissa); weights, sums, head, loss and optimiser in
  // float32. Faster on processors that have it, and not exact: results move a little.
  kBfloat16,
  // Training only, for checking the algorithm: float32 losses part from each other after some steps
  // in every library, because a unit near zero that rounding switches on or off changes the
  // gradient by more than rounding does.
  kFloat64
};

// "fp32", "bf16", "fp64".
std::string_view precision_name(Precision precision);

// Of fp32 and bf16. Errors: kInvalidArgument with the nearest name.
Precision find_precision(std::string_view name);

}  // namespace myolens
