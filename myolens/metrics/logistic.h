// The logistic function and its logarithm, without overflow. Thread-safe (values only).
#pragma once

#include <algorithm>
#include <cmath>

namespace myolens {

// log(1 + exp(x)): the loss of a positive case with the logit -x.
inline double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

// 1 / (1 + exp(-x)): the probability that belongs to a logit.
inline double logistic(double x) {
  return x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x));
}

}  // namespace myolens
