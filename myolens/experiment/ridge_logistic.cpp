#include "myolens/experiment/ridge_logistic.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "myolens/base/error.h"
#include "myolens/experiment/convex_minimum.h"
#include "myolens/metrics/logistic.h"

namespace myolens {
namespace {

using Vector = std::vector<double>;

void check(std::span<const Vector> rows, std::span<const int> truths, double penalty) {
  const auto refuse = [](ErrorCode code, const char* message) { throw Error(code, message); };
  const bool same_length = std::ranges::all_of(
      rows, [&](const Vector& row) { return row.size() == rows.front().size(); });
  const bool finite = std::ranges::all_of(rows, [](const Vector& row) {
    return std::ranges::all_of(row, [](double value) { return std::isfinite(value); });
  });
  if (rows.size() != truths.size() || !same_length || !finite) {
    refuse(ErrorCode::kInvalidArgument,
           "a logistic regression needs finite rows of one length with a truth each");
  }
  if (!(penalty > 0) || std::isinf(penalty)) {
    refuse(ErrorCode::kInvalidArgument, "a ridge penalty must be positive");
  }
  const auto positives = std::ranges::count(truths, 1);
  const auto negatives = std::ranges::count(truths, 0);
  if (positives + negatives != std::ssize(truths)) {
    refuse(ErrorCode::kInvalidArgument, "the truths of a logistic regression are 0 and 1");
  }
  if (positives == 0 || negatives == 0) {
    refuse(ErrorCode::kBadData, "a logistic regression needs cases of both classes");
  }
}

double dot(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

// The penalised cross-entropy. Parameters: the coefficients, then the intercept.
class Objective final : public ConvexFunction {
 public:
  Objective(std::span<const Vector> rows, std::span<const int> truths, double penalty)
      : truths_(truths), penalty_(penalty) {
    for (const Vector& row : rows) {
      rows_.push_back(row);
      rows_.back().push_back(1);
    }
  }

  size_t parameters() const override { return rows_.front().size(); }

  double value(const Vector& parameters) const override {
    double sum = 0;
    for (size_t i = 0; i < rows_.size(); ++i) {
      const double score = dot(rows_[i], parameters);
      sum += softplus(truths_[i] == 1 ? -score : score);
    }
    const double squares = dot(parameters, parameters) - parameters.back() * parameters.back();
    return sum + penalty_ / 2 * squares;
  }

  Vector gradient(const Vector& parameters) const override {
    Vector result(parameters.size());
    for (size_t j = 0; j + 1 < result.size(); ++j) result[j] = penalty_ * parameters[j];
    for (size_t i = 0; i < rows_.size(); ++i) {
      const double residual = logistic(dot(rows_[i], parameters)) - truths_[i];
      for (size_t j = 0; j < result.size(); ++j) result[j] += residual * rows_[i][j];
    }
    return result;
  }

  Vector curvature(const Vector& parameters) const override {
    const size_t size = parameters.size();
    Vector result(size * size);
    for (size_t j = 0; j + 1 < size; ++j) result[j * size + j] = penalty_;
    for (const Vector& row : rows_) {
      const double score = dot(row, parameters);
      const double weight = logistic(score) * logistic(-score);
      for (size_t j = 0; j < row.size(); ++j) {
        for (size_t k = 0; k <= j; ++k) result[j * size + k] += weight * row[j] * row[k];
      }
    }
    return result;
  }

 private:
  std::vector<Vector> rows_;
  std::span<const int> truths_;
  double penalty_;
};

}  // namespace

double RidgeLogistic::probability(std::span<const double> row) const {
  return logistic(intercept + dot(coefficients, row));
}

RidgeLogistic fit_ridge_logistic(std::span<const std::vector<double>> rows,
                                 std::span<const int> truths, double penalty,
                                 CoefficientSign sign) {
  check(rows, truths, penalty);
  const Objective objective(rows, truths, penalty);
  std::vector<bool> nonnegative(objective.parameters(), sign == CoefficientSign::kNonNegative);
  nonnegative.back() = false;
  Vector parameters = convex_minimum(objective, Vector(objective.parameters()), nonnegative);
  RidgeLogistic result;
  result.intercept = parameters.back();
  parameters.pop_back();
  result.coefficients = std::move(parameters);
  return result;
}

}  // namespace myolens
