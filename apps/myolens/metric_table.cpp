#include "apps/myolens/metric_table.h"

#include "myolens/base/number_text.h"

namespace myolens {
namespace {

std::string with_interval(const Estimate& estimate) {
  if (!estimate.value) return "undefined";
  const std::string value = fixed_text(*estimate.value, 3);
  if (!estimate.interval) return value + " (no interval)";
  return value + " (" + fixed_text(estimate.interval->low, 3) + " to " +
         fixed_text(estimate.interval->high, 3) + ")";
}

std::string padded(std::string text, size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

std::string measure_row(const std::string& name, const Estimate& binary, const Estimate& macro) {
  return "  " + padded(name, 14) + padded(with_interval(binary), 26) + with_interval(macro) + "\n";
}

std::string measure_row(const std::string& name, const Estimate& estimate) {
  return "  " + padded(name, 19) + with_interval(estimate) + "\n";
}

std::string baseline_row(const BaselineResult& baseline) {
  std::string text = "  " + baseline.name + ": AUC " + with_interval(baseline.auc) + "\n";
  if (baseline.comparison && baseline.comparison->interval) {
    const AucComparison& comparison = *baseline.comparison;
    text += "    model minus this: " + fixed_text(comparison.difference, 3) + " (" +
            fixed_text(comparison.interval->low, 3) + " to " +
            fixed_text(comparison.interval->high, 3) + ")\n";
  }
  return text;
}

}  // namespace

std::string predictive_value_rows(const PredictiveValues& values) {
  return measure_row("precision (PPV)", values.positive) + measure_row("NPV", values.negative);
}

std::string metric_table(const Evaluation& evaluation, uint64_t seed) {
  const ClassificationSummary summary = summarise(evaluation, seed);
  const Confusion& counts = summary.confusion;
  std::string text = "Set \"" + evaluation.name + "\": " + std::to_string(counts.positives()) +
                     " " + counts.classes.positive + ", " + std::to_string(counts.negatives()) +
                     " " + counts.classes.negative +
                     (evaluation.synthetic ? " (synthetic patients)" : "") + "\n";
  if (evaluation.selected_on_test_set)
    text +=
        "  SELECTED ON THE TEST SET: these patients chose the model, the numbers are optimistic\n";
  if (evaluation.openings > 1) {
    text += "  the test patients have been opened " + std::to_string(evaluation.openings) +
            " times: whatever was chosen after the first is no longer judged by them\n";
  }
  text += "  called right: " + std::to_string(counts.true_positive) + " of " +
          std::to_string(counts.positives()) + " " + counts.classes.positive + ", " +
          std::to_string(counts.true_negative) + " of " + std::to_string(counts.negatives()) + " " +
          counts.classes.negative + "\n";
  if (const size_t refused = refused_cases(evaluation)) {
    text += "  " + std::to_string(refused) + " of " + std::to_string(evaluation.cases.size()) +
            " pictures would not be assessed by `myolens predict`, but count here\n";
  }
  text += "  " + padded("", 14) + padded(counts.classes.positive + " (95 % interval)", 26) +
          "macro (95 % interval)\n";
  text += measure_row("accuracy", summary.binary.accuracy, summary.macro.accuracy);
  text += measure_row("sensitivity", summary.binary.sensitivity, summary.macro.sensitivity);
  text += measure_row("specificity", summary.binary.specificity, summary.macro.specificity);
  text += measure_row("precision", summary.binary.precision, summary.macro.precision);
  text += measure_row("NPV", summary.binary.negative_predictive_value,
                      summary.macro.negative_predictive_value);
  text += measure_row("F1", summary.binary.f1, summary.macro.f1);
  text += "  in both readings alike, but for the last two, which are of " +
          counts.classes.positive + ":\n";
  text += measure_row("balanced accuracy", summary.binary.balanced_accuracy);
  text += measure_row("MCC", summary.binary.matthews_correlation);
  text += measure_row("AUC", summary.binary.auc);
  text += measure_row("average precision", summary.average_precision);
  text += measure_row("Brier score", summary.brier_score);
  text += "Arithmetic on the same patients, without learning:\n";
  for (const BaselineResult& baseline : baseline_results(evaluation))
    text += baseline_row(baseline);
  return text;
}

}  // namespace myolens
