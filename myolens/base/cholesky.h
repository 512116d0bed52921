#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace myolens {

// Cholesky's factorisation of a symmetric positive definite matrix: matrix = lower x lower'.
class Cholesky {
 public:
  // `matrix` row by row, size x size; only its lower half is read. Errors: kInvalidArgument
  // (another number of values), kBadData (not positive definite).
  Cholesky(std::vector<double> matrix, size_t size);

  // Row by row; zero above the diagonal.
  const std::vector<double>& lower() const { return lower_; }

  // x in matrix x = right. Errors: kInvalidArgument (another length).
  std::vector<double> solve(std::vector<double> right) const;

 private:
  size_t size_;
  std::vector<double> lower_;
};

// right' matrix^-1 right by the lower factor, as of Cholesky: a squared Mahalanobis distance.
// Errors: kInvalidArgument (lengths that do not fit).
double inverse_quadratic_form(std::span<const double> lower, std::vector<double> right);

}  // namespace myolens
