// Float tensors that lie in a file in another order than Keras's, and at any address.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "myolens/weights/weight_set.h"

namespace myolens {

struct StridedView {
  std::span<const uint8_t> bytes;  // begins with the first value; little-endian float32
  Shape shape;
  std::vector<int64_t> strides;  // in values; none is negative
};

// Row-major.
std::vector<int64_t> contiguous_strides(const Shape& shape);

// Row-major copy with dimension axes[i] of the view as dimension i. The view must lie inside its
// bytes.
Tensor copy_with_axes(const StridedView& view, const std::vector<size_t>& axes);

// The dimensions of kernels as PyTorch and ONNX have them, in Keras's order.
inline const std::vector<size_t> kConvolutionAxes{2, 3, 1, 0};  // out, in, h, w -> h, w, in, out
inline const std::vector<size_t> kDepthwiseAxes{2, 3, 0, 1};    // in, 1, h, w -> h, w, in, 1

}  // namespace myolens
