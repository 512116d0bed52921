#include <algorithm>

#include "myolens/base/error.h"
#include "myolens/report/comparison_sections.h"
#include "myolens/report/format.h"

namespace myolens {

namespace {

std::string quoted(const std::string& name) { return "\u201C" + name + "\u201D"; }

std::string count_of(size_t count, const std::string& one, const std::string& several) {
  return std::to_string(count) + " " + (count == 1 ? one : several);
}

std::string listed(const std::vector<std::string>& items) {
  std::string text;
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 == items.size() ? " and " : ", ";
    text += items[i];
  }
  return text;
}

std::vector<const ComparisonRow*> judged_rows(const Comparison& comparison, RowKind kind) {
  std::vector<const ComparisonRow*> rows;
  for (const ComparisonRow& row : comparison.rows) {
    if (row.summary && row.kind == kind) rows.push_back(&row);
  }
  return rows;
}

std::string compared_text(const Comparison& comparison) {
  const Confusion& counts = reference_row(comparison).summary->confusion;
  const size_t trained = judged_rows(comparison, RowKind::kTraining).size();
  const size_t baselines = judged_rows(comparison, RowKind::kBaseline).size();
  std::string text = count_of(trained, "model was", "models were") + " trained (" +
                     comparison.title + ") and judged on the same " + judged_patients(comparison) +
                     ": " + std::to_string(counts.positives()) + " " + counts.classes.positive +
                     ", " + std::to_string(counts.negatives()) + " " + counts.classes.negative +
                     ". The reference, named before anything was trained, is " +
                     quoted(comparison.reference) + "; every other row is tested against it.";
  if (baselines > 0) {
    text += " Beside the models " + std::string(baselines == 1 ? "stands " : "stand ") +
            count_of(baselines, "baseline", "baselines") + " without a network.";
  }
  std::vector<std::string> skipped;
  for (const ComparisonRow& row : comparison.rows) {
    if (!row.skipped.empty()) skipped.push_back(quoted(row.name));
  }
  if (!skipped.empty()) text += " Skipped, with the reason in the table: " + listed(skipped) + ".";
  return text;
}

// What is found about one row after Holm's adjustment; empty when it does not differ.
std::string finding(const ComparisonRow& row) {
  const PairedTests& tests = *row.tests;
  std::vector<std::string> parts;
  if (tests.mcnemar_holm < kComparisonLevel) {
    const int won = tests.mcnemar.only_first_correct;
    const int lost = tests.mcnemar.only_second_correct;
    parts.push_back(std::string(won > lost ? "more" : "fewer") + " right calls (" +
                    std::to_string(won) + " cases only it got right, " + std::to_string(lost) +
                    " only the reference; adjusted p\u00A0" + p_relation(tests.mcnemar_holm) + ")");
  }
  if (tests.auc_holm && *tests.auc_holm < kComparisonLevel) {
    parts.push_back(std::string("a ") + (tests.auc->difference > 0 ? "higher" : "lower") +
                    " AUC (difference " + signed_decimal(tests.auc->difference, 3) +
                    ", adjusted p\u00A0" + p_relation(tests.auc_holm) + ")");
  }
  return parts.empty() ? "" : quoted(row.name) + " has " + listed(parts);
}

std::string differences_text(const Comparison& comparison) {
  std::vector<const ComparisonRow*> rows = judged_rows(comparison, RowKind::kTraining);
  const auto ensembles = judged_rows(comparison, RowKind::kEnsemble);
  rows.insert(rows.end(), ensembles.begin(), ensembles.end());
  std::vector<std::string> findings;
  size_t tested = 0;
  for (const ComparisonRow* row : rows) {
    if (!row->tests) continue;
    ++tested;
    if (const std::string text = finding(*row); !text.empty()) findings.push_back(text);
  }
  if (tested == 0) return "No second model was judged, so there is nothing to compare.";
  const std::string adjusted = "after Holm\u2019s adjustment for " +
                               count_of(static_cast<size_t>(comparison.tests), "test", "tests") +
                               " of each kind";
  if (findings.empty()) {
    return "No model differs from the reference beyond chance, neither in accuracy nor in AUC (" +
           adjusted + "). That does not show that they are equal.";
  }
  std::string text = "Beyond chance, " + adjusted + ", compared with the reference: ";
  for (size_t i = 0; i < findings.size(); ++i) text += (i > 0 ? "; " : "") + findings[i];
  text += ".";
  if (findings.size() < tested) text += " The other models are not shown to differ from it.";
  return text;
}

// What was made of the models together; empty without ensembles.
std::string ensembles_text(const Comparison& comparison) {
  if (!comparison.ensemble_choice) return "";
  std::string text =
      "The probabilities of all models were also combined, without any further training: as their "
      "mean, as a weighted mean, and by a logistic regression on their logits (stacked). Of "
      "these " +
      described(*comparison.ensemble_choice) + ". ";
  return text +
         (comparison.selected_on_test_set
              ? "Here those are the test patients themselves, so that the ensembles are optimistic "
                "too."
              : "The test patients had no part in that.");
}

std::string power_text(const Comparison& comparison) {
  std::string text = "With " + judged_patients(comparison);
  if (const auto& least = comparison.detectable) {
    text += ", a difference in accuracy counts as more than chance only from " +
            decimal(100 * least->observed_difference, 1) + " percentage points on (" +
            std::to_string(least->discordant_cases) +
            " cases, all decided in favour of one model). A true difference would have to be " +
            decimal(100 * least->true_difference, 1) +
            " points to be found in 80% of such test sets.";
  } else {
    text += ", no difference in accuracy can count as more than chance, however large.";
  }
  if (comparison.detectable_auc) {
    text += " In AUC, a single test finds a true difference of " +
            decimal(*comparison.detectable_auc, 3) + " in 80% of such test sets.";
  }
  return text + " Whatever is smaller, these patients cannot decide.";
}

std::string best_text(const Comparison& comparison) {
  const auto rows = judged_rows(comparison, RowKind::kTraining);
  const auto accuracy = [](const ComparisonRow* row) {
    return row->summary->binary.accuracy.value.value_or(0);
  };
  const ComparisonRow* best = *std::ranges::max_element(rows, {}, accuracy);
  std::vector<std::string> names;
  for (const ComparisonRow* row : rows) {
    if (accuracy(row) == accuracy(best)) names.push_back(quoted(row->name));
  }
  return "The highest accuracy of the models, " + percent(accuracy(best)) + ", belongs to " +
         listed(names) + ". The best of " + std::to_string(rows.size()) +
         " models judged on the same patients looks better than it is: part of its lead is luck "
         "with these patients. Choosing it for that number would need new patients to judge it.";
}

bool is_constant(const std::vector<ScoredCase>& cases) {
  return std::ranges::all_of(cases,
                             [&](const ScoredCase& one) { return one.score == cases[0].score; });
}

// A constant score ranks nothing: what counts are the calls.
std::string constant_sentence(const ComparisonRow& row, const Comparison& comparison) {
  const McNemarTest& test = row.tests->mcnemar;
  const bool found = row.tests->mcnemar_holm < kComparisonLevel;
  const bool reference_ahead = test.only_second_correct > test.only_first_correct;
  const std::string verb = !found            ? "is not shown to be right more often than"
                           : reference_ahead ? "is right more often than"
                                             : "is right less often than";
  const auto accuracy = [](const ComparisonRow& of) {
    return percent(of.summary->binary.accuracy.value.value_or(0));
  };
  return quoted(comparison.reference) + " " + verb + " " + quoted(row.name) + ", " +
         row.description + " (" + accuracy(reference_row(comparison)) + " against " +
         accuracy(row) + ", adjusted p\u00A0" + p_relation(row.tests->mcnemar_holm) + ").";
}

// The reference against one baseline; the tests are kept as baseline less reference.
std::string baseline_sentence(const ComparisonRow& row, const Comparison& comparison) {
  const PairedTests& tests = *row.tests;
  const double difference = tests.auc ? -tests.auc->difference : 0;
  std::string numbers;
  if (tests.auc) {
    numbers = " (AUC " + decimal(tests.auc->second_auc, 3) + " against " +
              decimal(tests.auc->first_auc, 3);
    if (tests.auc_holm) numbers += ", adjusted p\u00A0" + p_relation(tests.auc_holm);
    numbers += ")";
  }
  const bool found = tests.auc_holm && *tests.auc_holm < kComparisonLevel;
  const std::string verb = !found           ? "is not shown to differ in AUC from"
                           : difference > 0 ? "has a higher AUC than"
                                            : "has a lower AUC than";
  return quoted(comparison.reference) + " " + verb + " " + quoted(row.name) + numbers + ".";
}

std::string baselines_text(const Comparison& comparison) {
  std::string text;
  for (const ComparisonRow* row : judged_rows(comparison, RowKind::kBaseline)) {
    if (!row->tests) continue;
    text +=
        (text.empty() ? "" : " ") + (is_constant(row->cases) ? constant_sentence(*row, comparison)
                                                             : baseline_sentence(*row, comparison));
  }
  return text;
}

}  // namespace

const ComparisonRow& reference_row(const Comparison& comparison) {
  const auto found = std::ranges::find(comparison.rows, comparison.reference, &ComparisonRow::name);
  if (found == comparison.rows.end() || !found->summary || !found->trained()) {
    throw Error(ErrorCode::kInvalidArgument, "the reference \"" + comparison.reference +
                                                 "\" of the comparison was not trained and judged");
  }
  return *found;
}

std::string judged_patients(const Comparison& comparison) {
  const ClassificationSummary& summary = *reference_row(comparison).summary;
  const int pictures = summary.confusion.total();
  const std::string patients = count_of(static_cast<size_t>(summary.patients),
                                        comparison.synthetic ? "synthetic patient" : "patient",
                                        comparison.synthetic ? "synthetic patients" : "patients");
  return pictures == summary.patients ? patients
                                      : std::to_string(pictures) + " pictures of " + patients;
}

std::vector<SummaryParagraph> comparison_summary(const Comparison& comparison) {
  std::vector<SummaryParagraph> paragraphs;
  if (comparison.synthetic) paragraphs.push_back(synthetic_paragraph());
  paragraphs.push_back({"What was compared.", compared_text(comparison)});
  paragraphs.push_back({"What the numbers show.", differences_text(comparison)});
  if (const std::string text = ensembles_text(comparison); !text.empty())
    paragraphs.push_back({"Several models together.", text});
  paragraphs.push_back({"What they cannot show.", power_text(comparison)});
  if (judged_rows(comparison, RowKind::kTraining).size() > 1)
    paragraphs.push_back({"The best row.", best_text(comparison)});
  if (const std::string text = baselines_text(comparison); !text.empty())
    paragraphs.push_back({"Against simple baselines.", text});
  paragraphs.push_back({"One split, one seed.",
                        "Every model was trained once. The intervals and tests speak of the choice "
                        "of test patients only; another split or seed would move every row as "
                        "well."});
  return paragraphs;
}

}  // namespace myolens
