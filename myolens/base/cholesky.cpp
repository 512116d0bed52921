#include "myolens/base/cholesky.h"

#include <cmath>
#include <numeric>

#include "myolens/base/error.h"

namespace myolens {
namespace {

void check(bool fits) {
  if (!fits) throw Error(ErrorCode::kInvalidArgument, "sizes that do not fit a square matrix");
}

double dot(const double* a, const double* b, size_t count) {
  return std::inner_product(a, a + count, b, 0.0);
}

// y in lower y = right, in place.
void solve_lower(std::span<const double> lower, std::vector<double>& right) {
  const size_t size = right.size();
  for (size_t i = 0; i < size; ++i) {
    const double* row = lower.data() + i * size;
    right[i] = (right[i] - dot(row, right.data(), i)) / row[i];
  }
}

}  // namespace

Cholesky::Cholesky(std::vector<double> matrix, size_t size)
    : size_(size), lower_(std::move(matrix)) {
  check(lower_.size() == size * size);
  for (size_t i = 0; i < size; ++i) {
    double* row = lower_.data() + i * size;
    for (size_t j = 0; j <= i; ++j) {
      const double* other = lower_.data() + j * size;
      const double rest = row[j] - dot(row, other, j);
      if (i == j && !(rest > 0))
        throw Error(ErrorCode::kBadData, "a matrix that should be positive definite is not");
      row[j] = i == j ? std::sqrt(rest) : rest / other[j];
    }
    std::fill(row + i + 1, row + size, 0.0);
  }
}

std::vector<double> Cholesky::solve(std::vector<double> right) const {
  check(right.size() == size_);
  solve_lower(lower_, right);
  for (size_t i = size_; i-- > 0;) {
    for (size_t k = i + 1; k < size_; ++k) right[i] -= lower_[k * size_ + i] * right[k];
    right[i] /= lower_[i * size_ + i];
  }
  return right;
}

double inverse_quadratic_form(std::span<const double> lower, std::vector<double> right) {
  check(lower.size() == right.size() * right.size());
  solve_lower(lower, right);
  return dot(right.data(), right.data(), right.size());
}

}  // namespace myolens
