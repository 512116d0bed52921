#include "myolens/report/plain_summary.h"

#include <algorithm>

#include "myolens/report/format.h"

namespace myolens {

namespace {

std::string patients(int count, bool synthetic) {
  return std::to_string(count) + (synthetic ? " synthetic" : "") +
         (count == 1 ? " patient" : " patients");
}

std::string percent_interval(const Interval& interval) {
  return percent(interval.low) + " to " + percent(interval.high);
}

std::string origin_sentence() {
  return "All patients of this cohort are synthetic: a program drew their polar maps. The numbers "
         "show how the method behaves, not how well it would read real patients.";
}

std::string counts_sentence(const ReportContent& content) {
  const Confusion& counts = content.summary.confusion;
  const auto& [positive, negative] = counts.classes;
  std::string text = "The model judged " + patients(counts.total(), content.cohort.synthetic) +
                     " that it had not been trained on. ";
  if (counts.positives() > 0) {
    text += "Of " + std::to_string(counts.positives()) + " with " + positive + " it found " +
            std::to_string(counts.true_positive) + " and missed " +
            std::to_string(counts.false_negative) + ". ";
  }
  if (counts.negatives() > 0) {
    text += "Of " + std::to_string(counts.negatives()) + " with " + negative +
            " it raised a false alarm in " + std::to_string(counts.false_positive) + ". ";
  }
  return text;
}

std::string accuracy_sentence(const ClassificationSummary& summary) {
  const Estimate& accuracy = summary.binary.accuracy;
  const Confusion& counts = summary.confusion;
  const double majority = *summary.majority_accuracy;
  std::string text =
      "Altogether " + std::to_string(counts.correct()) + " of " + std::to_string(counts.total()) +
      " calls were right: " + percent(*accuracy.value) + " (95% interval " +
      percent_interval(*accuracy.interval) +
      "). Always giving the more frequent answer would be right in " + percent(majority);
  if (accuracy.interval->low > majority) return text + ", which is clearly less.";
  if (accuracy.interval->high < majority) return text + ", which is clearly more.";
  return text + ", so the model is not shown to do better than that.";
}

std::string auc_sentence(const ClassificationSummary& summary) {
  const Estimate& auc = summary.binary.auc;
  const auto& [positive, negative] = summary.confusion.classes;
  if (!auc.value) {
    return "The area under the ROC curve is undefined, because it needs patients of both classes.";
  }
  return "Shown one patient with " + positive + " and one with " + negative +
         ", the model gives the former the higher probability in " + percent(*auc.value) +
         " of such pairs (AUC " + decimal(*auc.value, 3) + ", 95% interval " +
         interval_text(auc.interval) + "; 0.500 is guessing).";
}

std::string set_description(const BaselineTable& table) {
  const int total = table.sizes.positives + table.sizes.negatives;
  return "the " + std::to_string(total) + " " + table.set_name +
         (table.synthetic ? " (synthetic)" : "");
}

std::string p_relation(const std::optional<double>& p) {
  const std::string text = p_text(p);
  return text.starts_with("<") ? text : "= " + text;
}

std::string difference_text(const AucComparison& comparison) {
  std::string text = "AUC " + decimal(comparison.first_auc, 3) + " against " +
                     decimal(comparison.second_auc, 3) + ", difference " +
                     signed_decimal(comparison.difference, 3);
  if (!comparison.interval) return text;
  return text + ", 95% interval " + interval_text(comparison.interval) + ", p " +
         p_relation(comparison.p_value);
}

std::string verdict_sentence(const BaselineTable& table, const BaselineRow& row) {
  const std::string where = "On " + set_description(table) + " ";
  const std::string opponent = "the arithmetic baseline \u201C" + row.name + "\u201D";
  const auto& comparison = row.comparison;
  if (!comparison) return where + "the model was not compared with " + opponent + ".";
  const std::string numbers = " (" + difference_text(*comparison) + ")";
  switch (verdict_on(comparison)) {
    case Verdict::kBetter:
      return where + "the model beats " + opponent + numbers + ".";
    case Verdict::kWorse:
      return where + "the model does not beat " + opponent + ": it does worse" + numbers + ".";
    case Verdict::kUndecided:
      return where + "the model is not shown to beat " + opponent + numbers +
             ": the interval includes no difference at all.";
    case Verdict::kNotCompared:
      break;
  }
  return where + "the data cannot tell whether the model beats " + opponent + numbers + ".";
}

std::string baseline_paragraph(const ReportContent& content) {
  std::string text;
  for (const BaselineTable& table : content.baselines) {
    for (const BaselineRow& row : table.rows) {
      if (row.arithmetic) text += (text.empty() ? "" : " ") + verdict_sentence(table, row);
    }
  }
  if (!text.empty()) return text;
  return "No arithmetic baseline was measured, so this report cannot say whether the model does "
         "better than simple arithmetic on the uptake.";
}

std::string size_sentence(const ClassificationSummary& summary, bool synthetic) {
  const int total = summary.confusion.total();
  const Interval& interval = *summary.binary.accuracy.interval;
  return patients(total, synthetic) +
         " cannot decide small differences: one call more or less moves the accuracy by " +
         decimal(100.0 / total, 1) + " percentage points, and its 95% interval spans " +
         decimal(100 * (interval.high - interval.low), 1) + " points.";
}

std::string caution_sentences(const ReportContent& content) {
  std::string text;
  if (content.model.selected_on_test_set) {
    text +=
        " The training epoch was chosen on these same test patients, as in the paper\u2019s "
        "protocol: every number here is therefore too optimistic.";
  }
  if (!content.model.imagenet_trained) {
    text += " The backbone\u2019s starting weights were not trained on ImageNet.";
  }
  return text;
}

}  // namespace

Verdict verdict_on(const std::optional<AucComparison>& comparison) {
  if (!comparison || !comparison->interval) return Verdict::kNotCompared;
  if (comparison->interval->low > 0) return Verdict::kBetter;
  if (comparison->interval->high < 0) return Verdict::kWorse;
  return Verdict::kUndecided;
}

std::vector<SummaryParagraph> plain_summary(const ReportContent& content) {
  const ClassificationSummary& summary = content.summary;
  std::vector<SummaryParagraph> paragraphs;
  if (content.cohort.synthetic) paragraphs.push_back({"Synthetic data.", origin_sentence()});
  if (summary.confusion.total() == 0) {
    paragraphs.push_back({"Result.", "No test patients were judged, so nothing can be said."});
    return paragraphs;
  }
  paragraphs.push_back({"Result.", counts_sentence(content) + accuracy_sentence(summary) + " " +
                                       auc_sentence(summary)});
  paragraphs.push_back({"Against simple arithmetic.", baseline_paragraph(content)});
  paragraphs.push_back({"How sure this is.", size_sentence(summary, content.cohort.synthetic) +
                                                 caution_sentences(content)});
  return paragraphs;
}

}  // namespace myolens
