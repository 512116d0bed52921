#include "bench/phantom_check_logistic.h"

#include <cmath>
#include <utility>

namespace myolens {
namespace {

constexpr double kRidge = 1e-3;  // times half the squared weights; the intercept goes free
constexpr int kSteps = 25;

using Vector = std::vector<double>;
using Matrix = std::vector<Vector>;

struct Standard {
  Vector mean;
  Vector deviation;

  // With a leading 1 for the intercept.
  Vector apply(const Vector& features) const {
    Vector result{1};
    for (size_t i = 0; i < features.size(); ++i) {
      result.push_back((features[i] - mean[i]) / deviation[i]);
    }
    return result;
  }
};

Standard standard_of(const FeatureRows& rows) {
  const size_t count = rows.front()->features.size();
  Standard standard{Vector(count), Vector(count)};
  for (size_t i = 0; i < count; ++i) {
    double sum = 0;
    double squares = 0;
    for (const FeatureRow* row : rows) {
      sum += row->features[i];
      squares += row->features[i] * row->features[i];
    }
    const auto n = static_cast<double>(rows.size());
    const double variance = squares / n - sum / n * (sum / n);
    standard.mean[i] = sum / n;
    standard.deviation[i] = variance > 1e-12 ? std::sqrt(variance) : 1;
  }
  return standard;
}

// Gaussian elimination with pivots.
Vector solved(Matrix a, Vector b) {
  const size_t n = b.size();
  for (size_t i = 0; i < n; ++i) {
    size_t pivot = i;
    for (size_t row = i + 1; row < n; ++row) {
      if (std::abs(a[row][i]) > std::abs(a[pivot][i])) pivot = row;
    }
    std::swap(a[i], a[pivot]);
    std::swap(b[i], b[pivot]);
    for (size_t row = i + 1; row < n; ++row) {
      const double share = a[row][i] / a[i][i];
      for (size_t column = i; column < n; ++column) a[row][column] -= share * a[i][column];
      b[row] -= share * b[i];
    }
  }
  for (size_t i = n; i-- > 0;) {
    for (size_t column = i + 1; column < n; ++column) b[i] -= a[i][column] * b[column];
    b[i] /= a[i][i];
  }
  return b;
}

double probability(const Vector& weights, const Vector& standardised) {
  double sum = 0;
  for (size_t i = 0; i < weights.size(); ++i) sum += weights[i] * standardised[i];
  return 1 / (1 + std::exp(-sum));
}

Vector newton_step(const Matrix& rows, const FeatureRows& training, const Vector& weights) {
  const size_t count = weights.size();
  Matrix curvature(count, Vector(count));
  Vector slope(count);
  for (size_t i = 1; i < count; ++i) {
    curvature[i][i] = kRidge;
    slope[i] = -kRidge * weights[i];
  }
  for (size_t row = 0; row < rows.size(); ++row) {
    const double p = probability(weights, rows[row]);
    const double miss = (training[row]->positive ? 1 : 0) - p;
    for (size_t i = 0; i < count; ++i) {
      slope[i] += miss * rows[row][i];
      for (size_t j = 0; j < count; ++j)
        curvature[i][j] += p * (1 - p) * rows[row][i] * rows[row][j];
    }
  }
  return solved(std::move(curvature), std::move(slope));
}

}  // namespace

Scorer fit_logistic_regression(const FeatureRows& training) {
  const Standard standard = standard_of(training);
  Matrix rows;
  for (const FeatureRow* row : training) rows.push_back(standard.apply(row->features));
  Vector weights(rows.front().size());
  for (int step = 0; step < kSteps; ++step) {
    const Vector change = newton_step(rows, training, weights);
    for (size_t i = 0; i < weights.size(); ++i) weights[i] += change[i];
  }
  return [standard, weights](const Vector& features) {
    return probability(weights, standard.apply(features));
  };
}

}  // namespace myolens
