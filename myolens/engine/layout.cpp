#include "myolens/engine/layout.h"

namespace myolens {

std::vector<float> kernel_to_oihw(const Tensor& kernel) {
  const auto window = static_cast<size_t>(kernel.shape[0] * kernel.shape[1]);
  const auto in = static_cast<size_t>(kernel.shape[2]);
  const auto out = static_cast<size_t>(kernel.shape[3]);
  std::vector<float> result(kernel.values.size());
  const float* source = kernel.values.data();
  for (size_t w = 0; w < window; ++w) {
    for (size_t i = 0; i < in; ++i) {
      for (size_t o = 0; o < out; ++o) result[(o * in + i) * window + w] = *source++;
    }
  }
  return result;
}

}  // namespace myolens
