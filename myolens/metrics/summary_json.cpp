#include "myolens/metrics/summary_json.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace myolens {

namespace {

using nlohmann::json;

json or_null(const std::optional<double>& value) { return value ? json(*value) : json(nullptr); }

json low_of(const std::optional<Interval>& interval) {
  return interval ? json(interval->low) : json(nullptr);
}

json high_of(const std::optional<Interval>& interval) {
  return interval ? json(interval->high) : json(nullptr);
}

json metrics_json(const MetricSet& metrics) {
  return {{"accuracy", to_json(metrics.accuracy)},
          {"sensitivity", to_json(metrics.sensitivity)},
          {"specificity", to_json(metrics.specificity)},
          {"precision", to_json(metrics.precision)},
          {"negative_predictive_value", to_json(metrics.negative_predictive_value)},
          {"f1", to_json(metrics.f1)},
          {"balanced_accuracy", to_json(metrics.balanced_accuracy)},
          {"matthews_correlation", to_json(metrics.matthews_correlation)},
          {"auc", to_json(metrics.auc)}};
}

}  // namespace

json to_json(const Estimate& estimate) {
  return {{"value", or_null(estimate.value)},
          {"low", low_of(estimate.interval)},
          {"high", high_of(estimate.interval)},
          {"method", std::string(interval_method_name(estimate.method))},
          {"degenerate", estimate.degenerate}};
}

json to_json(const Confusion& confusion) {
  return {{"true_positive", confusion.true_positive},
          {"false_negative", confusion.false_negative},
          {"false_positive", confusion.false_positive},
          {"true_negative", confusion.true_negative}};
}

json to_json(const ClassificationSummary& summary) {
  const Confusion& counts = summary.confusion;
  return {
      {"classes", {{"positive", counts.classes.positive}, {"negative", counts.classes.negative}}},
      {"cases", counts.total()},
      {"patients", summary.patients},
      {"threshold", summary.threshold},
      {"seed", summary.seed},
      {"confusion", to_json(counts)},
      {"binary", metrics_json(summary.binary)},
      {"macro", metrics_json(summary.macro)},
      {"average_precision", to_json(summary.average_precision)},
      {"brier_score", to_json(summary.brier_score)},
      {"majority_accuracy", or_null(summary.majority_accuracy)}};
}

json to_json(const AucComparison& comparison) {
  return {{"positives", comparison.sizes.positives}, {"negatives", comparison.sizes.negatives},
          {"first_auc", comparison.first_auc},       {"second_auc", comparison.second_auc},
          {"difference", comparison.difference},     {"low", low_of(comparison.interval)},
          {"high", high_of(comparison.interval)},    {"method", "DeLong, paired"},
          {"p_value", or_null(comparison.p_value)}};
}

json to_json(const ResampledMean& mean) {
  return {{"runs", mean.runs},
          {"mean", mean.mean},
          {"standard_deviation", or_null(mean.standard_deviation)},
          {"standard_error", or_null(mean.standard_error)},
          {"low", low_of(mean.interval)},
          {"high", high_of(mean.interval)},
          {"t", or_null(mean.t)},
          {"p_value", or_null(mean.p_value)}};
}

}  // namespace myolens
