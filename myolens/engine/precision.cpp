#include "myolens/engine/precision.h"

#include <array>
#include <string>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr std::array<Precision, 2> kOffered{Precision::kFloat32, Precision::kBfloat16};

}  // namespace

std::string_view precision_name(Precision precision) {
  switch (precision) {
    case Precision::kFloat32:
      return "fp32";
    case Precision::kBfloat16:
      return "bf16";
    case Precision::kFloat64:
      return "fp64";
  }
  throw Error(ErrorCode::kInternal, "a precision without a name");
}

Precision find_precision(std::string_view name) {
  for (const Precision precision : kOffered) {
    if (precision_name(precision) == name) return precision;
  }
  throw Error(ErrorCode::kInvalidArgument,
              "no precision \"" + std::string(name) + "\"; there are fp32 and bf16");
}

}  // namespace myolens
