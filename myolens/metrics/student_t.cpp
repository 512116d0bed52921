#include "myolens/metrics/student_t.h"

#include <cmath>
#include <string>

#include "myolens/base/error.h"

namespace myolens {
namespace {

struct BetaShape {
  double a = 0;
  double b = 0;
};

constexpr double kTiny = 1e-300;  // stands in for a denominator of 0
constexpr double kConverged = 1e-16;
constexpr int kMostTerms = 10000;  // about the square root of the larger shape is needed
constexpr int kBisections = 200;   // ends earlier, when doubles do

// Divided by x^a (1 - x)^b / (a B(a, b)): the continued fraction of DLMF 8.17.22, evaluated
// forwards (Lentz, Appl Opt 1976;15:668). Converges fast for x < (a + 1) / (a + b + 2).
double beta_fraction(double x, BetaShape shape) {
  const auto [a, b] = shape;
  const auto not_zero = [](double value) { return std::abs(value) < kTiny ? kTiny : value; };
  double numerator = 1;
  double denominator = 1 / not_zero(1 - (a + b) * x / (a + 1));
  double value = denominator;
  for (int m = 1; m <= kMostTerms; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    double change = 1;
    for (const double term : {even, odd}) {
      denominator = 1 / not_zero(1 + term * denominator);
      numerator = not_zero(1 + term / numerator);
      change = numerator * denominator;
      value *= change;
    }
    if (std::abs(change - 1) < kConverged) break;
  }
  return value;
}

// Of x and 1 - x, both given so that neither loses digits. Regularised incomplete beta function.
double incomplete_beta(double x, double rest, BetaShape shape) {
  const auto [a, b] = shape;
  if (x <= 0) return 0;
  if (rest <= 0) return 1;
  const double log_front =
      std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log(rest);
  if (x < (a + 1) / (a + b + 2)) return std::exp(log_front) / a * beta_fraction(x, {a, b});
  return 1 - std::exp(log_front) / b * beta_fraction(rest, {b, a});
}

}  // namespace

double two_sided_p(StudentT value) {
  if (value.degrees < 1) {
    throw Error(ErrorCode::kInvalidArgument,
                "expected at least 1 degree of freedom, got " + std::to_string(value.degrees));
  }
  const double square = value.t * value.t;
  if (std::isinf(square)) return 0;
  const double sum = value.degrees + square;
  return incomplete_beta(value.degrees / sum, square / sum, {value.degrees / 2.0, 0.5});
}

double student_t_quantile95(int degrees) {
  constexpr double kOutside = 0.05;
  double low = 0;
  double high = 1;
  while (two_sided_p({high, degrees}) > kOutside) high *= 2;
  for (int i = 0; i < kBisections; ++i) {
    const double middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    (two_sided_p({middle, degrees}) > kOutside ? low : high) = middle;
  }
  return high;
}

}  // namespace myolens
