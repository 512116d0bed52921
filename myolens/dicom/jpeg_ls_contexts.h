// What a JPEG-LS decoder has learned of prediction errors (T.87 sections A.2, A.6, A.7.2).
#pragma once

#include <algorithm>
#include <cstdint>

namespace myolens {

// Of samples whose neighbours differ.
struct RegularContext {
  int64_t a = 0;  // sum of absolute errors
  int64_t b = 0;  // sum of errors
  int c = 0;      // correction of the prediction
  int64_t n = 1;  // number of samples

  void update(int error, int step, int reset) {
    a += std::abs(error);
    b += int64_t{error} * step;
    if (n == reset) {
      a >>= 1;
      b >>= 1;
      n >>= 1;
    }
    ++n;
    if (b <= -n) {
      b = std::max(b + n, 1 - n);
      c = std::max(c - 1, -128);
    } else if (b > 0) {
      b = std::min<int64_t>(b - n, 0);
      c = std::min(c + 1, 127);
    }
  }
};

// Of samples that end a run: `type` 1 when the neighbours are alike, else 0.
struct RunContext {
  int type = 0;
  int64_t a = 0;
  int64_t n = 1;
  int64_t negative = 0;  // number of negative errors

  // T.87 section A.7.2.1, undone.
  int error_of(int mapped, int k) const {
    const int doubled = mapped + type;
    const bool odd = doubled % 2 != 0;
    const int size = (doubled + 1) / 2;
    const bool odd_is_negative = k != 0 || 2 * negative >= n;
    return odd == odd_is_negative ? -size : size;
  }

  void update(int error, int mapped, int reset) {
    if (error < 0) ++negative;
    a += (mapped + 1 - type) >> 1;
    if (n == reset) {
      a >>= 1;
      n >>= 1;
      negative >>= 1;
    }
    ++n;
  }
};

}  // namespace myolens
