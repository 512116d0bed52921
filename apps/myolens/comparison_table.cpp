#include "apps/myolens/comparison_table.h"

#include <algorithm>

#include "apps/myolens/text_table.h"
#include "myolens/base/number_text.h"

namespace myolens {
namespace {

std::string number(const std::optional<double>& value) {
  return value ? fixed_text(*value, 3) : "-";
}

std::string with_interval(const Estimate& estimate) {
  if (!estimate.value || !estimate.interval) return number(estimate.value);
  return fixed_text(*estimate.value, 3) + " (" + fixed_text(estimate.interval->low, 2) + "-" +
         fixed_text(estimate.interval->high, 2) + ")";
}

std::string name_of_row(const ComparisonRow& row, const Comparison& comparison) {
  return row.name + (row.name == comparison.reference ? " *" : "");
}

std::string measures(const Comparison& comparison) {
  TextTable table({"row", "accuracy (95 %)", "AUC (95 %)", "sens.", "spec.", "prec.", "F1",
                   "macro sens.", "macro prec.", "macro F1", "seconds", "trained"});
  for (const ComparisonRow& row : comparison.rows) {
    if (!row.summary) continue;
    const MetricSet& binary = row.summary->binary;
    const MetricSet& macro = row.summary->macro;
    table.add({name_of_row(row, comparison), with_interval(binary.accuracy),
               with_interval(binary.auc), number(binary.sensitivity.value),
               number(binary.specificity.value), number(binary.precision.value),
               number(binary.f1.value), number(macro.sensitivity.value),
               number(macro.precision.value), number(macro.f1.value),
               row.trained() ? fixed_text(row.seconds, 1) : "-",
               row.trained() ? std::to_string(row.trained_parameters) : "-"});
  }
  return table.text();
}

std::string tests(const Comparison& comparison) {
  TextTable table({"against the reference", "only it right", "only reference right", "McNemar p",
                   "Holm", "AUC difference", "DeLong p", "Holm "});
  for (const ComparisonRow& row : comparison.rows) {
    if (!row.tests) continue;
    const PairedTests& paired = *row.tests;
    const auto& auc = paired.auc;
    table.add({row.name, std::to_string(paired.mcnemar.only_first_correct),
               std::to_string(paired.mcnemar.only_second_correct),
               fixed_text(paired.mcnemar.p_value, 3), fixed_text(paired.mcnemar_holm, 3),
               auc ? fixed_text(auc->difference, 3) : "-", auc ? number(auc->p_value) : "-",
               number(paired.auc_holm)});
  }
  return table.empty() ? "" : table.text();
}

std::string detectable(const Comparison& comparison) {
  std::string text;
  if (comparison.detectable) {
    const DetectableAccuracy& least = *comparison.detectable;
    text +=
        "Smallest difference in accuracy that these patients could show after Holm's adjustment "
        "for " +
        std::to_string(comparison.tests) + " tests: " + fixed_text(least.observed_difference, 3) +
        " (" + std::to_string(least.discordant_cases) +
        " patients, all on one side); a true difference "
        "of " +
        fixed_text(least.true_difference, 3) + " is found in 80 % of such test sets.\n";
  } else {
    text += "These patients are too few to show any difference in accuracy.\n";
  }
  if (comparison.detectable_auc) {
    text += "Difference in AUC found in 80 % of such test sets, one test alone: " +
            fixed_text(*comparison.detectable_auc, 3) + ".\n";
  }
  return text;
}

}  // namespace

std::string comparison_table(const Comparison& comparison) {
  const auto first = std::ranges::find_if(comparison.rows,
                                          [](const auto& row) { return row.summary.has_value(); });
  const Confusion& counts = first->summary->confusion;
  const auto trained = std::ranges::count_if(comparison.rows, &ComparisonRow::trained);
  std::string text = "Comparison of " + comparison.title + " on " +
                     std::to_string(counts.positives()) + " " + comparison.classes.positive +
                     " and " + std::to_string(counts.negatives()) + " " +
                     comparison.classes.negative + (comparison.synthetic ? " (synthetic)" : "") +
                     "; * is the reference, named beforehand\n";
  if (comparison.selected_on_test_set)
    text += "SELECTED ON THE TEST SET: every number is optimistic\n";
  text += "\n" + measures(comparison) + "\n" + tests(comparison) + "\n" + detectable(comparison);
  text += std::to_string(trained) +
          " models were judged on the same patients: the best of them looks better than it is.\n";
  if (comparison.ensemble_choice)
    text += "Ensembles are no further trainings; " + described(*comparison.ensemble_choice) + ".\n";
  for (const ComparisonRow& row : comparison.rows) {
    if (!row.skipped.empty()) text += "Skipped " + row.name + ": " + row.skipped + "\n";
  }
  return text;
}

}  // namespace myolens
