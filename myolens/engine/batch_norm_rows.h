// The arithmetic of batch normalisation by the statistics of the batch, on plain arrays.
#pragma once

#include <c10/util/BFloat16.h>
#include <cstdint>

namespace myolens {

enum class NormPass {
  kMoments,        // of `x`: `mean` and `sum`, the squared distances from that mean
  kOutput,         // `result` = x * scale + shift
  kGradientSums,   // `sum` of the gradient, `product` of gradient times x - mean
  kInputGradient,  // `result` = scale * gradient + slope * (x - mean) + constant
};

// Neighbouring rows of `channels` values each, and one value per channel of everything else. With
// `relu` the output is cut off at zero, and no gradient comes from where it was.
template <typename Map, typename Value>
struct NormRows {
  NormPass pass;
  bool relu = false;
  int64_t rows = 0;
  int64_t channels = 0;
  const Map* x = nullptr;
  const Map* gradient = nullptr;
  Map* result = nullptr;
  const Value* scale = nullptr;
  const Value* shift = nullptr;
  const Value* slope = nullptr;
  const Value* constant = nullptr;
  Value* mean = nullptr;
  Value* sum = nullptr;
  Value* product = nullptr;
};

void run_norm_pass(const NormRows<float, float>& rows);
void run_norm_pass(const NormRows<double, double>& rows);
void run_norm_pass(const NormRows<c10::BFloat16, float>& rows);

}  // namespace myolens
