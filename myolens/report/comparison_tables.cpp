#include <algorithm>
#include <array>
#include <set>

#include "myolens/report/comparison_sections.h"
#include "myolens/report/format.h"
#include "myolens/report/interval_notes.h"
#include "myolens/report/sections.h"

namespace myolens {

namespace {

struct Measure {
  Literal name;
  Estimate MetricSet::*estimate;
};

constexpr std::array<Measure, 6> kMeasures{{{"Accuracy", &MetricSet::accuracy},
                                            {"Sensitivity", &MetricSet::sensitivity},
                                            {"Specificity", &MetricSet::specificity},
                                            {"Precision", &MetricSet::precision},
                                            {"F1", &MetricSet::f1},
                                            {"AUC", &MetricSet::auc}}};

// The two readings of the measures, each with a table of its own.
struct Reading {
  MetricSet ClassificationSummary::*set;
  bool with_training;  // has the columns of time and parameters, and the skipped rows
  int columns;
};
constexpr Reading kBinary{&ClassificationSummary::binary, true, 9};
constexpr Reading kMacro{&ClassificationSummary::macro, false, 7};

void optimistic_mark(HtmlWriter& html, const Comparison& comparison) {
  if (comparison.selected_on_test_set)
    html.markup(" <strong>Selected on the test set: optimistic.</strong>");
}

void row_name(HtmlWriter& html, const ComparisonRow& row, const Comparison& comparison) {
  html.markup("<th scope=\"row\">").text(row.name);
  if (row.name == comparison.reference) html.markup(" <span class=\"mark\">reference</span>");
  html.markup("</th>");
}

void measure_row(HtmlWriter& html, const ComparisonRow& row, const Comparison& comparison,
                 const Reading& reading, IntervalNotes& notes) {
  html.markup("<tr>");
  row_name(html, row, comparison);
  const MetricSet& set = (*row.summary).*reading.set;
  for (const Measure& measure : kMeasures) {
    const Estimate& estimate = set.*measure.estimate;
    html.markup("<td>").text(or_undefined(estimate.value)).markup("<br><small>");
    notes.write_interval(html, estimate);
    html.markup("</small></td>");
  }
  if (reading.with_training) {
    html.element("td", row.trained() ? decimal(row.seconds, 1) : "\u2013")
        .element("td", row.trained() ? grouped(row.trained_parameters) : "\u2013");
  }
  html.markup("</tr>\n");
}

void group_name(HtmlWriter& html, Literal name, const Reading& reading) {
  html.markup("<tr class=\"rows\"><th scope=\"rowgroup\" colspan=\"")
      .number(reading.columns, 0)
      .markup("\">")
      .markup(name)
      .markup("</th></tr>\n");
}

constexpr std::array<Literal, 3> kGroupNames{Literal("Trained models"),  // by RowKind
                                             Literal("Ensembles of all trained models"),
                                             Literal("Baselines, no network")};

void judged_group(HtmlWriter& html, const Comparison& comparison, const Reading& reading,
                  RowKind kind, IntervalNotes& notes) {
  const auto belongs = [&](const ComparisonRow& row) {
    return row.summary.has_value() && row.kind == kind;
  };
  if (std::ranges::none_of(comparison.rows, belongs)) return;
  html.markup("<tbody>\n");
  group_name(html, kGroupNames[static_cast<size_t>(kind)], reading);
  for (const ComparisonRow& row : comparison.rows) {
    if (belongs(row)) measure_row(html, row, comparison, reading, notes);
  }
  html.markup("</tbody>\n");
}

void skipped_group(HtmlWriter& html, const Comparison& comparison, const Reading& reading) {
  const auto skipped = [](const ComparisonRow& row) { return !row.skipped.empty(); };
  if (std::ranges::none_of(comparison.rows, skipped)) return;
  html.markup("<tbody>\n");
  group_name(html, "Skipped", reading);
  for (const ComparisonRow& row : comparison.rows) {
    if (!skipped(row)) continue;
    html.markup("<tr>");
    row_name(html, row, comparison);
    html.markup("<td class=\"words\" colspan=\"")
        .number(reading.columns - 1, 0)
        .markup("\">")
        .text(row.skipped)
        .markup("</td></tr>\n");
  }
  html.markup("</tbody>\n");
}

void measure_head(HtmlWriter& html, const Reading& reading) {
  html.markup("</caption>\n<thead><tr><th scope=\"col\">Row</th>");
  for (const Measure& measure : kMeasures)
    html.markup("<th scope=\"col\">").markup(measure.name).markup("</th>");
  if (reading.with_training) {
    html.markup("<th scope=\"col\">Training, s</th><th scope=\"col\">Trained parameters</th>");
  }
  html.markup("</tr></thead>\n");
}

void measure_body(HtmlWriter& html, const Comparison& comparison, const Reading& reading,
                  IntervalNotes& notes) {
  measure_head(html, reading);
  for (const RowKind kind : {RowKind::kTraining, RowKind::kEnsemble, RowKind::kBaseline})
    judged_group(html, comparison, reading, kind, notes);
  if (reading.with_training) skipped_group(html, comparison, reading);
  html.markup("</table></div>\n");
}

void binary_table(HtmlWriter& html, const Comparison& comparison) {
  const ComparisonRow& reference = reference_row(comparison);
  html.markup(kOpenScroll)
      .markup("<table class=\"wide\">\n<caption>Binary measures")
      .markup(synthetic_mark(comparison.synthetic))
      .markup(": the rates of ")
      .text(reference.summary->confusion.classes.positive)
      .markup(" on ")
      .text(judged_patients(comparison))
      .markup(", with 95% intervals.");
  optimistic_mark(html, comparison);
  IntervalNotes notes;
  measure_body(html, comparison, kBinary, notes);
  notes.write_methods(html, comparison.seed,
                      " Training: seconds of the training, features of the frozen part included "
                      "where they were not cached. Trained parameters: of the stage that trains "
                      "most.");
}

void macro_table(HtmlWriter& html, const Comparison& comparison) {
  html.markup(kOpenScroll)
      .markup("<table class=\"wide\">\n<caption>Macro measures")
      .markup(synthetic_mark(comparison.synthetic))
      .markup(
          ": the mean of the same rate with either class taken as the positive one. They must not "
          "be mixed with the binary ones; accuracy and AUC are the same in both, macro sensitivity "
          "and macro specificity equal each other.");
  optimistic_mark(html, comparison);
  IntervalNotes notes;
  measure_body(html, comparison, kMacro, notes);
  notes.write_methods(html, comparison.seed);
}

// How the rows came about: in words, and where they started when that differs.
void row_list(HtmlWriter& html, const Comparison& comparison) {
  std::set<std::string> weights;
  for (const ComparisonRow& row : comparison.rows) {
    if (row.trained()) weights.insert(row.weights);
  }
  html.markup("<dl class=\"wide\">\n");
  for (const ComparisonRow& row : comparison.rows) {
    if (!row.summary) continue;
    html.element("dt", row.name).markup("<dd>").text(row.description);
    if (row.trained()) html.markup(weights.size() > 1 ? Literal("; starts from ") : Literal(""));
    if (row.trained() && weights.size() > 1) html.text(row.weights);
    html.markup("; called positive from ").text(compact(row.threshold)).markup("</dd>\n");
  }
  html.markup("</dl>\n");
  if (weights.size() == 1 && !weights.begin()->empty())
    html.markup("<p>All models start from ").text(*weights.begin()).markup(".</p>\n");
}

void test_row(HtmlWriter& html, const ComparisonRow& row) {
  const PairedTests& tests = *row.tests;
  html.markup("<tr><th scope=\"row\">").text(row.name).markup("</th>");
  html.element("td", std::to_string(tests.mcnemar.only_first_correct))
      .element("td", std::to_string(tests.mcnemar.only_second_correct))
      .element("td", p_text(tests.mcnemar.p_value))
      .element("td", p_text(tests.mcnemar_holm));
  if (tests.auc) {
    html.element("td", signed_decimal(tests.auc->difference, 3))
        .element("td", interval_text(tests.auc->interval))
        .element("td", p_text(tests.auc->p_value))
        .element("td", p_text(tests.auc_holm));
  } else {
    html.markup("<td>undefined</td><td>\u2013</td><td>\u2013</td><td>\u2013</td>");
  }
  html.markup("</tr>\n");
}

}  // namespace

HtmlWriter comparison_measures(const Comparison& comparison) {
  HtmlWriter html;
  html.markup("<section>\n<h2>Performance</h2>\n");
  binary_table(html, comparison);
  macro_table(html, comparison);
  html.markup("<h3>The rows</h3>\n");
  row_list(html, comparison);
  html.markup("</section>\n");
  return html;
}

HtmlWriter comparison_tests(const Comparison& comparison) {
  HtmlWriter html;
  const bool tested = std::ranges::any_of(
      comparison.rows, [](const ComparisonRow& row) { return row.tests.has_value(); });
  if (!tested) return html;
  html.markup("<section>\n<h2>Tests against the reference</h2>\n")
      .markup(kOpenScroll)
      .markup("<table class=\"wide\">\n<caption>Each row against ")
      .text(comparison.reference)
      .markup(" on the same patients")
      .markup(synthetic_mark(comparison.synthetic))
      .markup(".");
  optimistic_mark(html, comparison);
  html.markup(
      "</caption>\n<thead><tr><th rowspan=\"2\" scope=\"col\">Row</th>"
      "<th colspan=\"4\" scope=\"colgroup\" class=\"group\">Right calls</th>"
      "<th colspan=\"4\" scope=\"colgroup\" class=\"group\">AUC, row minus reference</th></tr>\n"
      "<tr><th scope=\"col\">Only the row right</th><th scope=\"col\">Only the reference "
      "right</th><th scope=\"col\"><i>p</i></th><th scope=\"col\">adjusted <i>p</i></th>"
      "<th scope=\"col\">Difference</th><th scope=\"col\">95% interval</th>"
      "<th scope=\"col\"><i>p</i></th><th scope=\"col\">adjusted <i>p</i></th></tr></thead>\n"
      "<tbody>\n");
  for (const ComparisonRow& row : comparison.rows) {
    if (row.tests) test_row(html, row);
  }
  html.markup(
          "</tbody>\n</table></div>\n<p class=\"notes\">Right calls: McNemar\u2019s exact test on "
          "the cases that one of the two got right and the other wrong. AUC: DeLong\u2019s paired "
          "test. Two-sided; adjusted by Holm\u2019s method for ")
      .text(std::to_string(comparison.tests))
      .markup(
          " tests of each kind. The interval is not adjusted; it covers one difference "
          "alone.</p>\n</section>\n");
  return html;
}

}  // namespace myolens
