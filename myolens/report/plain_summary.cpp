#include "myolens/report/plain_summary.h"

#include <utility>

#include "myolens/report/format.h"
#include "myolens/report/sections.h"

namespace myolens {

namespace {

// "44 synthetic patients", or "80 pictures of 44 synthetic patients".
std::string judged_set(const ReportContent& content) {
  const ClassificationSummary& summary = content.summary;
  const int pictures = summary.confusion.total();
  std::string text;
  if (summary.patients != pictures) text = std::to_string(pictures) + " pictures of ";
  return text + std::to_string(summary.patients) + (content.cohort.synthetic ? " synthetic" : "") +
         (summary.patients == 1 ? " patient" : " patients");
}

std::string percent_interval(const Interval& interval) {
  return percent(interval.low) + " to " + percent(interval.high);
}

// Whose numbers they are.
std::string subject(const ReportContent& content) {
  return content.cross_validation ? "procedure" : "model";
}

std::string judging_sentence(const ReportContent& content) {
  if (!content.cross_validation)
    return "The model judged " + judged_set(content) + " that it had not been trained on. ";
  const int repeats = content.cross_validation->repeats;
  return "The training procedure was run anew for every fold, and judged " + judged_set(content) +
         " by models that were not trained on them" +
         (repeats > 1 ? ", each " + std::to_string(repeats) +
                            " times; the probabilities were averaged per picture. "
                      : ". ");
}

std::string counts_sentence(const ReportContent& content) {
  const Confusion& counts = content.summary.confusion;
  const auto& [positive, negative] = counts.classes;
  std::string text = judging_sentence(content);
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

std::string accuracy_sentence(const ReportContent& content) {
  const ClassificationSummary& summary = content.summary;
  const Confusion& counts = summary.confusion;
  const Interval interval = summary.binary.accuracy.interval.value();
  const double majority = summary.majority_accuracy.value();
  const std::string text =
      "Altogether " + std::to_string(counts.correct()) + " of " + std::to_string(counts.total()) +
      " calls were right: " + percent(summary.binary.accuracy.value.value()) + " (95% interval " +
      percent_interval(interval) + "). Always giving the more frequent answer would be right in " +
      percent(majority);
  if (interval.low > majority) return text + ", which is clearly less.";
  if (interval.high < majority) return text + ", which is clearly more.";
  return text + ", so the " + subject(content) + " is not shown to do better than that.";
}

std::string auc_sentence(const ReportContent& content) {
  const ClassificationSummary& summary = content.summary;
  const Estimate& auc = summary.binary.auc;
  const auto& [positive, negative] = summary.confusion.classes;
  if (!auc.value) {
    return "The area under the ROC curve is undefined, because it needs patients of both classes.";
  }
  return "Shown one patient with " + positive + " and one with " + negative + ", the " +
         subject(content) + " gives the former the higher probability in " + percent(*auc.value) +
         " of such pairs (AUC " + decimal(*auc.value, 3) + ", 95% interval " +
         interval_text(auc.interval) + "; 0.500 is guessing).";
}

std::string difference_text(const AucComparison& comparison) {
  std::string text = "AUC " + decimal(comparison.first_auc, 3) + " against " +
                     decimal(comparison.second_auc, 3) + ", difference " +
                     signed_decimal(comparison.difference, 3);
  if (!comparison.interval) return text;
  return text + ", 95% interval " + interval_text(comparison.interval) + ", p\u00A0" +
         p_relation(comparison.p_value);
}

std::string verdict_sentence(const BaselineRow& row, const std::string& judged) {
  const std::string opponent = "the arithmetic baseline \u201C" + row.name + "\u201D";
  if (!row.comparison) return "The " + judged + " was not compared with " + opponent + ".";
  const std::string numbers = " (" + difference_text(*row.comparison) + ")";
  switch (verdict_on(row.comparison)) {
    case Verdict::kBetter:
      return "The " + judged + " beats " + opponent + numbers + ".";
    case Verdict::kWorse:
      return "The " + judged + " does not beat " + opponent + ": it does worse" + numbers + ".";
    case Verdict::kUndecided:
      return "The " + judged + " is not shown to beat " + opponent + numbers +
             ": the interval includes 0, so there may be no difference.";
    case Verdict::kNotCompared:
      break;
  }
  return "The data cannot tell whether the " + judged + " beats " + opponent + numbers + ".";
}

// One paragraph per set that has an arithmetic baseline.
std::vector<SummaryParagraph> baseline_paragraphs(const ReportContent& content) {
  std::vector<SummaryParagraph> paragraphs;
  for (const BaselineTable& table : content.baselines) {
    std::string text;
    for (const BaselineRow& row : table.rows) {
      if (row.arithmetic)
        text += (text.empty() ? "" : " ") + verdict_sentence(row, subject(content));
    }
    if (text.empty()) continue;
    const int patients = table.sizes.positives + table.sizes.negatives;
    paragraphs.push_back(
        {"Against simple arithmetic, " + std::to_string(patients) + " " + set_title(table) + ".",
         text});
  }
  if (paragraphs.empty()) {
    paragraphs.push_back({"Against simple arithmetic.",
                          "No arithmetic baseline was measured, so this report cannot say whether "
                          "the model does better than simple arithmetic on the uptake."});
  }
  return paragraphs;
}

std::string size_sentence(const ReportContent& content) {
  const int total = content.summary.confusion.total();
  const Interval interval = content.summary.binary.accuracy.interval.value();
  return judged_set(content) +
         " cannot decide small differences: one call more or less moves the accuracy by " +
         decimal(100.0 / total, 1) + " percentage points, and its 95% interval spans " +
         decimal(100 * (interval.high - interval.low), 1) + " points.";
}

std::string caution_sentences(const ReportContent& content) {
  std::string text;
  if (content.summary.patients < content.summary.confusion.total()) {
    text += " Pictures of one patient are alike, so all intervals here are too narrow.";
  }
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

std::string mean_text(const ResampledMean& mean) {
  if (mean.runs == 0) return kUndefined;
  std::string text = decimal(mean.mean, 3);
  if (mean.interval) text += " (95% interval " + interval_text(mean.interval) + ")";
  return text;
}

std::string procedure_text(const CrossValidationFacts& facts) {
  return "This estimate belongs to the training procedure, not to one model. The classifier of "
         "this run was fitted to all patients afterwards, so that no patient is left to judge it "
         "by. Averaged within " +
         std::to_string(facts.auc.runs) + " folds, the AUC is " + mean_text(facts.auc) +
         " and the accuracy " + mean_text(facts.accuracy) +
         "; these intervals allow for folds that share training patients.";
}

}  // namespace

SummaryParagraph synthetic_paragraph() {
  return {"Synthetic data.",
          "All patients of this cohort are synthetic: a program drew their polar maps. The numbers "
          "show how the method behaves, not how well it would read real patients."};
}

Verdict verdict_on(const std::optional<AucComparison>& comparison) {
  if (!comparison || !comparison->interval) return Verdict::kNotCompared;
  if (comparison->interval->low > 0) return Verdict::kBetter;
  if (comparison->interval->high < 0) return Verdict::kWorse;
  return Verdict::kUndecided;
}

std::vector<SummaryParagraph> plain_summary(const ReportContent& content) {
  const ClassificationSummary& summary = content.summary;
  std::vector<SummaryParagraph> paragraphs;
  if (content.cohort.synthetic) paragraphs.push_back(synthetic_paragraph());
  if (summary.confusion.total() == 0) {
    paragraphs.push_back({"Result.", "No test patients were judged, so nothing can be said."});
    return paragraphs;
  }
  paragraphs.push_back({"Result.", counts_sentence(content) + accuracy_sentence(content) + " " +
                                       auc_sentence(content)});
  if (content.cross_validation)
    paragraphs.push_back({"Whose result this is.", procedure_text(*content.cross_validation)});
  for (SummaryParagraph& paragraph : baseline_paragraphs(content)) {
    paragraphs.push_back(std::move(paragraph));
  }
  paragraphs.push_back({"How sure this is.", size_sentence(content) + caution_sentences(content)});
  return paragraphs;
}

}  // namespace myolens
