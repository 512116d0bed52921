// Logistic regression with a ridge penalty, for a few variables.
#pragma once

#include <span>
#include <vector>

namespace myolens {

struct RidgeLogistic {
  std::vector<double> coefficients;
  double intercept = 0;

  double probability(std::span<const double> row) const;  // of truth 1
};

enum class CoefficientSign { kAny, kNonNegative };

// The minimum of cross-entropy summed over the rows + penalty / 2 * squares of the coefficients;
// the intercept is free, of any sign and without penalty. It is unique, and found by
// convex_minimum. scikit-learn's LogisticRegression has it with C = 1 / penalty, where the
// coefficients may have any sign.
// Errors: kInvalidArgument (rows of different lengths, not one truth of 0 or 1 per row, a value
// that is not finite, a penalty that is not positive), kBadData (truths of one class only).
RidgeLogistic fit_ridge_logistic(std::span<const std::vector<double>> rows,
                                 std::span<const int> truths, double penalty,
                                 CoefficientSign sign = CoefficientSign::kAny);

}  // namespace myolens
