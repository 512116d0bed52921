#include "myolens/engine/layout.h"

#include <algorithm>

namespace myolens {

std::vector<float> kernel_to_oihw(const Tensor& kernel) {
  const auto window = static_cast<size_t>(kernel.shape[0] * kernel.shape[1]);
  const auto in = static_cast<size_t>(kernel.shape[2]);
  const auto out = static_cast<size_t>(kernel.shape[3]);
  std::vector<float> result(kernel.values.size());
  // Some outputs at a time: whole lines of memory are read, and few are written side by side.
  constexpr size_t kBlock = 16;
  for (size_t first = 0; first < out; first += kBlock) {
    const size_t end = std::min(first + kBlock, out);
    for (size_t w = 0; w < window; ++w) {
      for (size_t i = 0; i < in; ++i) {
        const float* source = kernel.values.data() + (w * in + i) * out;
        for (size_t o = first; o < end; ++o) result[(o * in + i) * window + w] = source[o];
      }
    }
  }
  return result;
}

}  // namespace myolens
