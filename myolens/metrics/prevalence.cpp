#include "myolens/metrics/prevalence.h"

#include <cmath>
#include <string>

#include "myolens/base/error.h"
#include "myolens/base/number_text.h"

namespace myolens {

namespace {

void check_share(double share, const std::string& name) {
  if (share > 0 && share < 1) return;
  throw Error(ErrorCode::kInvalidArgument,
              "expected a " + name + " between 0 and 1, without these, got " + exact_text(share));
}

double logistic(double logit) { return 1 / (1 + std::exp(-logit)); }

// A rate and how many cases it was counted in.
struct CountedRate {
  double value = 0;
  double cases = 0;
};

// Of the class that `right` is the rate of; `wrong` of the other class is called the same.
Estimate predictive_value(double prior, CountedRate right, CountedRate wrong) {
  Estimate estimate;
  if (!(right.value > 0 || wrong.value > 0)) return estimate;
  const double found = prior * right.value;
  estimate.value = found / (found + (1 - prior) * wrong.value);
  const auto is_open = [](CountedRate rate) { return rate.value > 0 && rate.value < 1; };
  if (!is_open(right) || !is_open(wrong)) return estimate;
  const double logit = std::log(found / ((1 - prior) * wrong.value));
  const double variance = (1 - right.value) / (right.value * right.cases) +
                          (1 - wrong.value) / (wrong.value * wrong.cases);
  const double half_width = kNormalQuantile95 * std::sqrt(variance);
  estimate.interval = {logistic(logit - half_width), logistic(logit + half_width)};
  estimate.method = IntervalMethod::kLogit;
  return estimate;
}

}  // namespace

PredictiveValues predictive_values_at(const Confusion& confusion, double prevalence) {
  check_share(prevalence, "prevalence");
  const Rate sensitive = sensitivity(confusion);
  const Rate specific = specificity(confusion);
  if (!sensitive || !specific) return {};
  const double positives = confusion.positives();
  const double negatives = confusion.negatives();
  return {predictive_value(prevalence, {*sensitive, positives}, {1 - *specific, negatives}),
          predictive_value(1 - prevalence, {*specific, negatives}, {1 - *sensitive, positives})};
}

double at_prevalence(double probability, PrevalenceShift shift) {
  check_share(shift.from, "training prevalence");
  check_share(shift.to, "prevalence");
  if (!(probability >= 0 && probability <= 1)) {
    throw Error(ErrorCode::kInvalidArgument,
                "expected a probability from 0 to 1, got " + exact_text(probability));
  }
  const double positive = probability * shift.to * (1 - shift.from);
  const double negative = (1 - probability) * shift.from * (1 - shift.to);
  return positive / (positive + negative);
}

}  // namespace myolens
