#include "myolens/weights/strided.h"

#include <cstring>

namespace myolens {
namespace {

constexpr size_t kValueBytes = sizeof(float);

void copy_row(const uint8_t* source, int64_t stride, std::span<float> row) {
  if (stride == 1) {
    std::memcpy(row.data(), source, row.size_bytes());
    return;
  }
  for (size_t i = 0; i < row.size(); ++i) {
    std::memcpy(&row[i], source + kValueBytes * static_cast<size_t>(stride) * i, kValueBytes);
  }
}

}  // namespace

std::vector<int64_t> contiguous_strides(const Shape& shape) {
  std::vector<int64_t> strides(shape.size(), 1);
  for (size_t i = shape.size(); i-- > 1;) strides[i - 1] = strides[i] * shape[i];
  return strides;
}

Tensor copy_with_axes(const StridedView& view, const std::vector<size_t>& axes) {
  Shape shape;
  std::vector<int64_t> strides;
  for (const size_t axis : axes) {
    shape.push_back(view.shape[axis]);
    strides.push_back(view.strides[axis]);
  }
  std::vector<float> values(static_cast<size_t>(element_count(shape)));
  const auto row_size = shape.empty() ? size_t{1} : static_cast<size_t>(shape.back());
  const int64_t row_stride = shape.empty() ? 1 : strides.back();
  std::vector<int64_t> index(shape.size());
  for (size_t done = 0; done < values.size(); done += row_size) {
    int64_t offset = 0;
    for (size_t i = 0; i + 1 < shape.size(); ++i) offset += index[i] * strides[i];
    copy_row(view.bytes.data() + kValueBytes * static_cast<size_t>(offset), row_stride,
             std::span(values).subspan(done, row_size));
    for (size_t i = shape.size() - std::min<size_t>(shape.size(), 1); i-- > 0;) {
      if (++index[i] < shape[i]) break;
      index[i] = 0;
    }
  }
  return make_tensor(std::move(shape), std::move(values));
}

}  // namespace myolens
