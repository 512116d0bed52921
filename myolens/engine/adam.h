// Adam's arithmetic on plain arrays.
#pragma once

#include <cstdint>

namespace myolens {

template <typename Scalar>
struct AdamArrays {
  Scalar* value;
  Scalar* first_moment;
  Scalar* second_moment;
  const Scalar* gradient;
  int64_t count;
};

struct AdamFactors {
  double beta1;
  double beta2;
  double epsilon;
  double rate;   // with the correction of the first steps
  double decay;  // times the value, added to the gradient
};

// In one pass over memory, because a head with its moments is larger than the near caches. The
// formula is in optimiser.h.
void adam_pass(const AdamArrays<float>& arrays, const AdamFactors& factors);
void adam_pass(const AdamArrays<double>& arrays, const AdamFactors& factors);

}  // namespace myolens
