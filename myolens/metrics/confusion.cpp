#include "myolens/metrics/confusion.h"

#include <cmath>

namespace myolens {

namespace {

Rate ratio(double numerator, double denominator) {
  if (denominator == 0) return std::nullopt;
  return numerator / denominator;
}

Rate mean(Rate first, Rate second) {
  if (!first || !second) return std::nullopt;
  return (*first + *second) / 2;
}

Rate over_both_classes(RateFunction rate, const Confusion& confusion) {
  return mean(rate(confusion), rate(with_classes_exchanged(confusion)));
}

}  // namespace

Confusion count_outcomes(const ClassNames& classes, std::span<const Outcome> outcomes) {
  Confusion confusion{.classes = classes};
  for (const Outcome& outcome : outcomes) {
    if (outcome.is_positive) {
      ++(outcome.called_positive ? confusion.true_positive : confusion.false_negative);
    } else {
      ++(outcome.called_positive ? confusion.false_positive : confusion.true_negative);
    }
  }
  return confusion;
}

Confusion with_classes_exchanged(const Confusion& confusion) {
  return {
      .classes = {.positive = confusion.classes.negative, .negative = confusion.classes.positive},
      .true_positive = confusion.true_negative,
      .false_negative = confusion.false_positive,
      .false_positive = confusion.false_negative,
      .true_negative = confusion.true_positive};
}

Rate accuracy(const Confusion& confusion) { return ratio(confusion.correct(), confusion.total()); }

Rate sensitivity(const Confusion& confusion) {
  return ratio(confusion.true_positive, confusion.positives());
}

Rate specificity(const Confusion& confusion) {
  return ratio(confusion.true_negative, confusion.negatives());
}

Rate precision(const Confusion& confusion) {
  return ratio(confusion.true_positive, confusion.called_positive());
}

Rate negative_predictive_value(const Confusion& confusion) {
  return ratio(confusion.true_negative, confusion.called_negative());
}

Rate f1(const Confusion& confusion) {
  return ratio(2.0 * confusion.true_positive, confusion.positives() + confusion.called_positive());
}

Rate balanced_accuracy(const Confusion& confusion) {
  return mean(sensitivity(confusion), specificity(confusion));
}

Rate matthews_correlation(const Confusion& confusion) {
  const double covariance =
      static_cast<double>(confusion.true_positive) * confusion.true_negative -
      static_cast<double>(confusion.false_positive) * confusion.false_negative;
  const double truth_spread = static_cast<double>(confusion.positives()) * confusion.negatives();
  const double call_spread =
      static_cast<double>(confusion.called_positive()) * confusion.called_negative();
  return ratio(covariance, std::sqrt(truth_spread * call_spread));  // one root: 1 stays exactly 1
}

Rate macro_sensitivity(const Confusion& confusion) {
  return over_both_classes(sensitivity, confusion);
}

Rate macro_specificity(const Confusion& confusion) {
  return over_both_classes(specificity, confusion);
}

Rate macro_precision(const Confusion& confusion) { return over_both_classes(precision, confusion); }

Rate macro_f1(const Confusion& confusion) { return over_both_classes(f1, confusion); }

}  // namespace myolens
