#include "myolens/metrics/summary.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>
#include <vector>

#include "myolens/base/error.h"
#include "myolens/metrics/bootstrap.h"
#include "myolens/metrics/brier.h"
#include "myolens/metrics/precision_recall.h"

namespace myolens {

namespace {

// The measures that have one value in both readings.
MetricSet common_metrics(const Confusion& counts, const Estimate& auc,
                         BootstrapSettings bootstrap) {
  MetricSet set;
  set.accuracy = proportion_estimate({counts.correct(), counts.total()});
  set.balanced_accuracy = mean_proportion_estimate({counts.true_positive, counts.positives()},
                                                   {counts.true_negative, counts.negatives()});
  set.matthews_correlation = bootstrap_estimate(counts, matthews_correlation, bootstrap);
  set.auc = auc;
  return set;
}

MetricSet binary_metrics(const Confusion& counts, MetricSet set, BootstrapSettings bootstrap) {
  set.sensitivity = proportion_estimate({counts.true_positive, counts.positives()});
  set.specificity = proportion_estimate({counts.true_negative, counts.negatives()});
  set.precision = proportion_estimate({counts.true_positive, counts.called_positive()});
  set.negative_predictive_value =
      proportion_estimate({counts.true_negative, counts.called_negative()});
  set.f1 = bootstrap_estimate(counts, f1, bootstrap);
  return set;
}

MetricSet macro_metrics(const Confusion& counts, MetricSet set, BootstrapSettings bootstrap) {
  set.sensitivity = set.balanced_accuracy;
  set.specificity = set.balanced_accuracy;
  set.precision = bootstrap_estimate(counts, macro_precision, bootstrap);
  set.negative_predictive_value = set.precision;
  set.f1 = bootstrap_estimate(counts, macro_f1, bootstrap);
  return set;
}

}  // namespace

Confusion count_calls(std::span<const ScoredCase> cases, double threshold,
                      const ClassNames& classes) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(cases.size());
  for (const ScoredCase& item : cases) {
    outcomes.push_back({item.truth == 1, item.score >= threshold});
  }
  return count_outcomes(classes, outcomes);
}

int count_patients(std::span<const ScoredCase> cases) {
  std::set<std::string_view> patients;
  for (const ScoredCase& item : cases) patients.insert(item.patient);
  return static_cast<int>(patients.size());
}

void check_threshold(double threshold) {
  if (std::isfinite(threshold)) return;
  throw Error(ErrorCode::kInvalidArgument,
              "expected a finite threshold, got " + std::to_string(threshold));
}

ClassificationSummary summarise(std::span<const ScoredCase> cases, double threshold, uint64_t seed,
                                const ClassNames& classes, ScoreKind kind) {
  const bool are_probabilities = kind == ScoreKind::kProbability;
  if (are_probabilities) {
    check_probabilities(cases);
  } else {
    check_cases(cases);
  }
  check_threshold(threshold);
  const BootstrapSettings bootstrap{.seed = seed};
  ClassificationSummary summary{.confusion = count_calls(cases, threshold, classes),
                                .threshold = threshold,
                                .patients = count_patients(cases),
                                .seed = seed};
  const Confusion& counts = summary.confusion;
  const MetricSet common = common_metrics(counts, auc_estimate(cases), bootstrap);
  summary.binary = binary_metrics(counts, common, bootstrap);
  summary.macro = macro_metrics(counts, common, bootstrap);
  summary.average_precision = bootstrap_estimate(cases, average_precision, bootstrap);
  if (are_probabilities) summary.brier_score = bootstrap_estimate(cases, brier_score, bootstrap);
  if (counts.total() > 0) {
    summary.majority_accuracy =
        static_cast<double>(std::max(counts.positives(), counts.negatives())) / counts.total();
  }
  return summary;
}

}  // namespace myolens
