#include "myolens/metrics/summary.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>
#include <vector>

#include "myolens/base/error.h"

namespace myolens {

namespace {

Confusion judged(std::span<const ScoredCase> cases, double threshold, const ClassNames& classes) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(cases.size());
  for (const ScoredCase& item : cases) {
    outcomes.push_back({item.truth == 1, item.score >= threshold});
  }
  return count_outcomes(classes, outcomes);
}

MetricSet binary_metrics(const Confusion& counts, const Estimate& auc,
                         BootstrapSettings bootstrap) {
  return {.accuracy = proportion_estimate({counts.correct(), counts.total()}),
          .sensitivity = proportion_estimate({counts.true_positive, counts.positives()}),
          .specificity = proportion_estimate({counts.true_negative, counts.negatives()}),
          .precision = proportion_estimate({counts.true_positive, counts.called_positive()}),
          .f1 = bootstrap_estimate(counts, f1, bootstrap),
          .auc = auc};
}

MetricSet macro_metrics(const Confusion& counts, const Estimate& auc, BootstrapSettings bootstrap) {
  return {.accuracy = proportion_estimate({counts.correct(), counts.total()}),
          .sensitivity = bootstrap_estimate(counts, macro_sensitivity, bootstrap),
          .specificity = bootstrap_estimate(counts, macro_specificity, bootstrap),
          .precision = bootstrap_estimate(counts, macro_precision, bootstrap),
          .f1 = bootstrap_estimate(counts, macro_f1, bootstrap),
          .auc = auc};
}

int count_patients(std::span<const ScoredCase> cases) {
  std::set<std::string_view> patients;
  for (const ScoredCase& item : cases) patients.insert(item.patient);
  return static_cast<int>(patients.size());
}

}  // namespace

ClassificationSummary summarise(std::span<const ScoredCase> cases, double threshold, uint64_t seed,
                                const ClassNames& classes) {
  check_cases(cases);
  if (!std::isfinite(threshold)) {
    throw Error(ErrorCode::kInvalidArgument,
                "expected a finite threshold, got " + std::to_string(threshold));
  }
  const Estimate auc = auc_estimate(cases);
  const BootstrapSettings bootstrap{.seed = seed};
  ClassificationSummary summary{.confusion = judged(cases, threshold, classes),
                                .threshold = threshold,
                                .patients = count_patients(cases),
                                .seed = seed};
  const Confusion& counts = summary.confusion;
  summary.binary = binary_metrics(counts, auc, bootstrap);
  summary.macro = macro_metrics(counts, auc, bootstrap);
  if (counts.total() > 0) {
    summary.majority_accuracy =
        static_cast<double>(std::max(counts.positives(), counts.negatives())) / counts.total();
  }
  return summary;
}

}  // namespace myolens
