#include "myolens/engine/adam.h"

#include <cmath>

namespace myolens {
namespace {

template <typename Scalar>
[[gnu::always_inline]] inline void pass(const AdamArrays<Scalar>& arrays,
                                        const AdamFactors& factors) {
  const auto keep1 = static_cast<Scalar>(factors.beta1);
  const auto take1 = static_cast<Scalar>(1.0 - factors.beta1);
  const auto keep2 = static_cast<Scalar>(factors.beta2);
  const auto take2 = static_cast<Scalar>(1.0 - factors.beta2);
  const auto epsilon = static_cast<Scalar>(factors.epsilon);
  const auto rate = static_cast<Scalar>(factors.rate);
  const auto decay = static_cast<Scalar>(factors.decay);
  Scalar* __restrict value = arrays.value;
  Scalar* __restrict first = arrays.first_moment;
  Scalar* __restrict second = arrays.second_moment;
  const Scalar* __restrict gradient = arrays.gradient;
  for (int64_t i = 0; i < arrays.count; ++i) {
    const Scalar g = gradient[i] + decay * value[i];
    first[i] = keep1 * first[i] + take1 * g;
    second[i] = keep2 * second[i] + take2 * g * g;
    value[i] -= rate * first[i] / (std::sqrt(second[i]) + epsilon);
  }
}

}  // namespace

// Compiled once for each width of vectors; the processor's is chosen when the program starts.
[[gnu::target_clones("avx512f", "avx2", "default")]] void adam_pass(const AdamArrays<float>& arrays,
                                                                    const AdamFactors& factors) {
  pass(arrays, factors);
}

void adam_pass(const AdamArrays<double>& arrays, const AdamFactors& factors) {
  pass(arrays, factors);
}

}  // namespace myolens
