#include "myolens/engine/batch_norm_rows.h"

#include <algorithm>

namespace myolens {
namespace {

// Rows that are added up in registers before a sum goes back to memory.
constexpr int64_t kTogether = 8;

// Adds add(place, channel, totals) over all rows to the sums of each channel.
template <size_t kSums, typename Map, typename Value, typename Add>
[[gnu::always_inline]] inline void add_up(const NormRows<Map, Value>& r,
                                          Value* const (&sums)[kSums], const Add& add) {
  for (Value* sum : sums) std::fill_n(sum, r.channels, Value{0});
  const auto add_rows = [&](int64_t first, int64_t count) {
// The sums of a channel overlap with nothing that is read for another.
#ifndef __clang__
#pragma GCC ivdep
#endif
    for (int64_t c = 0; c < r.channels; ++c) {
      Value totals[kSums];
      for (size_t k = 0; k < kSums; ++k) totals[k] = sums[k][c];
#pragma GCC unroll 8
      for (int64_t i = 0; i < count; ++i) add((first + i) * r.channels + c, c, totals);
      for (size_t k = 0; k < kSums; ++k) sums[k][c] = totals[k];
    }
  };
  int64_t row = 0;
  for (; row + kTogether <= r.rows; row += kTogether) add_rows(row, kTogether);
  if (row < r.rows) add_rows(row, r.rows - row);
}

// The rows lie in a near cache when they are read again.
template <typename Map, typename Value>
[[gnu::always_inline]] inline void moments(const NormRows<Map, Value>& r) {
  const Map* __restrict x = r.x;
  Value* __restrict mean = r.mean;
  add_up<1>(r, {mean},
            [=](int64_t i, int64_t, Value* total) { *total += static_cast<Value>(x[i]); });
  for (int64_t c = 0; c < r.channels; ++c) mean[c] /= static_cast<Value>(r.rows);
  add_up<1>(r, {r.sum}, [=](int64_t i, int64_t c, Value* total) {
    const Value distance = static_cast<Value>(x[i]) - mean[c];
    *total += distance * distance;
  });
}

template <bool kRelu, typename Map, typename Value>
[[gnu::always_inline]] inline void output(const NormRows<Map, Value>& r) {
  const Value* __restrict scale = r.scale;
  const Value* __restrict shift = r.shift;
  for (int64_t row = 0; row < r.rows; ++row) {
    const Map* __restrict x = r.x + row * r.channels;
    Map* __restrict result = r.result + row * r.channels;
    for (int64_t c = 0; c < r.channels; ++c) {
      const Value value = static_cast<Value>(x[c]) * scale[c] + shift[c];
      result[c] = static_cast<Map>(kRelu && !(value > 0) ? Value{0} : value);
    }
  }
}

// What comes through the ReLU.
template <bool kRelu, typename Value>
[[gnu::always_inline]] inline Value let_through(Value gradient, Value x, Value scale, Value shift) {
  return kRelu && !(x * scale + shift > 0) ? Value{0} : gradient;
}

template <bool kRelu, typename Map, typename Value>
[[gnu::always_inline]] inline void gradient_sums(const NormRows<Map, Value>& r) {
  const Map* __restrict x = r.x;
  const Map* __restrict gradient = r.gradient;
  const Value* __restrict mean = r.mean;
  const Value* __restrict scale = r.scale;
  const Value* __restrict shift = r.shift;
  add_up<2>(r, {r.sum, r.product}, [=](int64_t i, int64_t c, Value* totals) {
    const auto value = static_cast<Value>(x[i]);
    const Value through =
        let_through<kRelu>(static_cast<Value>(gradient[i]), value, scale[c], shift[c]);
    totals[0] += through;
    totals[1] += through * (value - mean[c]);
  });
}

template <bool kRelu, typename Map, typename Value>
[[gnu::always_inline]] inline void input_gradient(const NormRows<Map, Value>& r) {
  for (int64_t row = 0; row < r.rows; ++row) {
    const Map* __restrict x = r.x + row * r.channels;
    const Map* __restrict gradient = r.gradient + row * r.channels;
    Map* __restrict result = r.result + row * r.channels;
    for (int64_t c = 0; c < r.channels; ++c) {
      const auto value = static_cast<Value>(x[c]);
      const Value through =
          let_through<kRelu>(static_cast<Value>(gradient[c]), value, r.scale[c], r.shift[c]);
      result[c] =
          static_cast<Map>(r.scale[c] * through + r.slope[c] * (value - r.mean[c]) + r.constant[c]);
    }
  }
}

template <bool kRelu, typename Map, typename Value>
[[gnu::always_inline]] inline void run_pass(const NormRows<Map, Value>& rows) {
  switch (rows.pass) {
    case NormPass::kMoments:
      return moments(rows);
    case NormPass::kOutput:
      return output<kRelu>(rows);
    case NormPass::kGradientSums:
      return gradient_sums<kRelu>(rows);
    case NormPass::kInputGradient:
      return input_gradient<kRelu>(rows);
  }
}

template <typename Map, typename Value>
[[gnu::always_inline]] inline void run_any(const NormRows<Map, Value>& rows) {
  if (rows.relu) {
    run_pass<true>(rows);
  } else {
    run_pass<false>(rows);
  }
}

}  // namespace

// Compiled once for each width of vectors; the processor's is chosen when the program starts.
[[gnu::target_clones("avx512f", "avx2", "default")]] void run_norm_pass(
    const NormRows<float, float>& rows) {
  run_any(rows);
}

void run_norm_pass(const NormRows<double, double>& rows) { run_any(rows); }

[[gnu::target_clones("avx512f", "avx2", "default")]] void run_norm_pass(
    const NormRows<c10::BFloat16, float>& rows) {
  run_any(rows);
}

}  // namespace myolens
