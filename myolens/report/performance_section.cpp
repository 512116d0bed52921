#include <array>
#include <optional>
#include <string>
#include <vector>

#include "myolens/report/format.h"
#include "myolens/report/interval_notes.h"
#include "myolens/report/sections.h"
#include "myolens/report/svg_plot.h"

namespace myolens {

namespace {

void interval_cell(HtmlWriter& html, const Estimate& estimate, IntervalNotes& notes) {
  html.markup("<td>");
  notes.write_interval(html, estimate);
  html.markup("</td>");
}

struct MetricRow {
  Literal name;
  Estimate MetricSet::*metric;
  Proportion counts = {};  // of the binary reading; a total of 0: not a proportion
};

std::array<MetricRow, 9> metric_rows(const Confusion& counts) {
  return {{{"Accuracy", &MetricSet::accuracy, {counts.correct(), counts.total()}},
           {"Sensitivity", &MetricSet::sensitivity, {counts.true_positive, counts.positives()}},
           {"Specificity", &MetricSet::specificity, {counts.true_negative, counts.negatives()}},
           {"Precision", &MetricSet::precision, {counts.true_positive, counts.called_positive()}},
           {"Negative predictive value",
            &MetricSet::negative_predictive_value,
            {counts.true_negative, counts.called_negative()}},
           {"F1", &MetricSet::f1},
           {"Balanced accuracy", &MetricSet::balanced_accuracy},
           {"Matthews correlation", &MetricSet::matthews_correlation},
           {"AUC", &MetricSet::auc}}};
}

std::string fraction_text(Proportion proportion) {
  if (proportion.total == 0) return "\u2013";
  return std::to_string(proportion.count) + "/" + std::to_string(proportion.total);
}

// Of the probabilities themselves: there is no macro reading.
void score_row(HtmlWriter& html, Literal name, const Estimate& estimate, IntervalNotes& notes) {
  html.markup("<tr><th scope=\"row\">").markup(name).markup("</th><td>\u2013</td>");
  html.element("td", or_undefined(estimate.value));
  interval_cell(html, estimate, notes);
  html.markup("<td>\u2013</td><td>\u2013</td></tr>\n");
}

void metrics_table(HtmlWriter& html, const ReportContent& content) {
  const ClassificationSummary& summary = content.summary;
  IntervalNotes notes;
  html.markup(kOpenScroll)
      .markup("<table>\n<caption>Performance on ")
      .markup(judged_on(content))
      .markup(synthetic_mark(content.cohort.synthetic))
      .markup(". Binary: the rates of ")
      .text(summary.confusion.classes.positive)
      .markup(
          ". Macro: the mean of the same rate with either class taken as the positive one; the two "
          "must not be mixed.");
  if (content.model.selected_on_test_set) {
    html.markup(" <strong>Epoch chosen on the test set: optimistic.</strong>");
  }
  html.markup(
      "</caption>\n<thead><tr><th rowspan=\"2\" scope=\"col\">Measure</th>"
      "<th colspan=\"3\" scope=\"colgroup\" class=\"group\">Binary</th>"
      "<th colspan=\"2\" scope=\"colgroup\" class=\"group\">Macro</th></tr>\n"
      "<tr><th scope=\"col\">Cases</th><th scope=\"col\">Value</th>"
      "<th scope=\"col\">95% interval</th><th scope=\"col\">Value</th><th scope=\"col\">95% "
      "interval</th></tr></thead>\n<tbody>\n");
  for (const MetricRow& row : metric_rows(summary.confusion)) {
    html.markup("<tr><th scope=\"row\">").markup(row.name).markup("</th>");
    html.element("td", fraction_text(row.counts))
        .element("td", or_undefined((summary.binary.*row.metric).value));
    interval_cell(html, summary.binary.*row.metric, notes);
    html.element("td", or_undefined((summary.macro.*row.metric).value));
    interval_cell(html, summary.macro.*row.metric, notes);
    html.markup("</tr>\n");
  }
  score_row(html, "Average precision", summary.average_precision, notes);
  score_row(html, "Brier score (0 is perfect)", summary.brier_score, notes);
  html.markup("</tbody>\n</table></div>\n");
  notes.write_methods(html, summary.seed);
}

void confusion_row(HtmlWriter& html, std::string_view name, Proportion called_positive) {
  html.markup("<tr><th scope=\"row\">")
      .text(name)
      .markup("</th><td>")
      .text(grouped(called_positive.count))
      .markup("</td><td>")
      .text(grouped(called_positive.total - called_positive.count))
      .markup("</td><td>")
      .text(grouped(called_positive.total))
      .markup("</td></tr>\n");
}

void confusion_table(HtmlWriter& html, const ReportContent& content) {
  const Confusion& counts = content.summary.confusion;
  html.markup("<table class=\"confusion\">\n<caption>Calls against truth, counts")
      .markup(synthetic_mark(content.cohort.synthetic))
      .markup(". Called ")
      .text(counts.classes.positive)
      .markup(" from a probability of ")
      .text(compact(content.summary.threshold));
  if (!content.threshold_rule.empty()) html.markup(" (").text(content.threshold_rule).markup(")");
  html.markup(".</caption>\n<thead><tr><th scope=\"col\">Truth</th><th scope=\"col\">Called ")
      .text(counts.classes.positive)
      .markup("</th><th scope=\"col\">Called ")
      .text(counts.classes.negative)
      .markup("</th><th scope=\"col\">Total</th></tr></thead>\n<tbody>\n");
  confusion_row(html, counts.classes.positive, {counts.true_positive, counts.positives()});
  confusion_row(html, counts.classes.negative, {counts.false_positive, counts.negatives()});
  html.markup("</tbody>\n<tfoot>");
  confusion_row(html, "Total", {counts.called_positive(), counts.total()});
  html.markup("</tfoot>\n</table>\n");
}

std::optional<RocPoint> operating_point(const ClassificationSummary& summary) {
  const Rate sensitive = sensitivity(summary.confusion);
  const Rate specific = specificity(summary.confusion);
  if (!sensitive || !specific) return std::nullopt;
  return RocPoint{summary.threshold, 1 - *specific, *sensitive};
}

void roc_figure(HtmlWriter& html, const ReportContent& content) {
  html.markup("<figure>\n")
      .add(roc_plot(roc_of(content)))
      .markup("<figcaption>ROC curve on ")
      .markup(judged_on(content))
      .markup(synthetic_mark(content.cohort.synthetic))
      .markup(". Dashed: guessing. Circle: the calls at the threshold.</figcaption>\n</figure>\n");
}

void baseline_row(HtmlWriter& html, const BaselineRow& row, IntervalNotes& notes) {
  html.markup("<tr><th scope=\"row\">").text(row.name).markup("</th>");
  html.element("td", or_undefined(row.auc.value));
  interval_cell(html, row.auc, notes);
  if (row.comparison) {
    html.markup("<td>")
        .text(signed_decimal(row.comparison->difference, 3))
        .markup("</td><td>")
        .text(interval_text(row.comparison->interval))
        .markup("</td><td>")
        .text(p_text(row.comparison->p_value))
        .markup("</td></tr>\n");
  } else {
    html.markup("<td>\u2013</td><td>\u2013</td><td>\u2013</td></tr>\n");
  }
}

void baseline_table(HtmlWriter& html, const ReportContent& content, const BaselineTable& table) {
  const ClassNames& classes = content.summary.confusion.classes;
  IntervalNotes notes;
  const Literal judged = content.cross_validation ? Literal("Procedure") : Literal("Model");
  html.markup(kOpenScroll)
      .markup("<table>\n<caption>")
      .markup(judged)
      .markup(" against simpler scores on the ")
      .text(set_title(table))
      .markup(": ")
      .text(grouped(table.sizes.positives))
      .markup(" ")
      .text(classes.positive)
      .markup(", ")
      .text(grouped(table.sizes.negatives))
      .markup(" ")
      .text(classes.negative)
      .markup(
          ".</caption>\n<thead><tr><th rowspan=\"2\" scope=\"col\">Score</th>"
          "<th rowspan=\"2\" scope=\"col\">AUC</th>"
          "<th rowspan=\"2\" scope=\"col\">95% interval</th>"
          "<th colspan=\"3\" scope=\"colgroup\" class=\"group\">")
      .markup(judged)
      .markup(
          " minus this score</th></tr>\n"
          "<tr><th scope=\"col\">Difference</th><th scope=\"col\">95% interval</th>"
          "<th scope=\"col\"><i>p</i></th></tr></thead>\n<tbody>\n");
  baseline_row(html, {.name = std::string(judged.text()), .auc = table.model_auc}, notes);
  for (const BaselineRow& row : table.rows) baseline_row(html, row, notes);
  html.markup("</tbody>\n</table></div>\n");
  notes.write_methods(
      html, content.summary.seed,
      " Differences: DeLong\u2019s paired test on the same patients; two-sided <i>p</i>, not "
      "corrected for several comparisons.");
}

void fold_row(HtmlWriter& html, Literal name, const ResampledMean& mean) {
  html.markup("<tr><th scope=\"row\">").markup(name).markup("</th>");
  html.element("td", mean.runs > 0 ? decimal(mean.mean, 3) : kUndefined)
      .element("td", interval_text(mean.interval))
      .element("td", std::to_string(mean.runs))
      .markup("</tr>\n");
}

void fold_table(HtmlWriter& html, const ReportContent& content) {
  const CrossValidationFacts& facts = *content.cross_validation;
  html.markup("<table>\n<caption>Averaged within folds")
      .markup(synthetic_mark(content.cohort.synthetic))
      .markup(": ")
      .text(std::to_string(facts.folds))
      .markup(" folds, ")
      .text(std::to_string(facts.repeats))
      .markup(facts.repeats == 1 ? Literal(" time.") : Literal(" times."))
      .markup(
          "</caption>\n<thead><tr><th scope=\"col\">Measure</th><th scope=\"col\">Mean</th>"
          "<th scope=\"col\">95% interval</th><th "
          "scope=\"col\">Folds</th></tr></thead>\n<tbody>\n");
  fold_row(html, "AUC", facts.auc);
  fold_row(html, "Accuracy", facts.accuracy);
  html.markup(
      "</tbody>\n</table>\n<p class=\"notes\">Corrected resampled <i>t</i> interval (Nadeau and "
      "Bengio 2003), since the folds share most of their training patients. The table above judges "
      "the probabilities averaged per picture, which models of different folds made on scales of "
      "their own.</p>\n");
}

}  // namespace

Literal judged_on(const ReportContent& content) {
  return content.cross_validation ? Literal("all patients, cross-validated")
                                  : Literal("the test set");
}

RocPlot roc_of(const ReportContent& content) {
  return {content.roc, content.summary.binary.auc, operating_point(content.summary)};
}

HtmlWriter performance_section(const ReportContent& content) {
  HtmlWriter html;
  html.markup("<section id=\"performance\">\n<h2>Performance</h2>\n<div class=\"beside\">\n");
  roc_figure(html, content);
  html.markup("<div>\n");
  confusion_table(html, content);
  html.markup("</div>\n</div>\n");
  metrics_table(html, content);
  if (content.cross_validation) fold_table(html, content);
  if (content.baselines.empty()) {
    html.markup("<p>No simpler scores were measured beside the model.</p>\n");
  } else {
    for (const BaselineTable& table : content.baselines) baseline_table(html, content, table);
  }
  html.markup("</section>\n");
  return html;
}

}  // namespace myolens
