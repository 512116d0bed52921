#include <optional>
#include <string>

#include "myolens/report/curve_plots.h"
#include "myolens/report/format.h"
#include "myolens/report/sections.h"

namespace myolens {

namespace {

void precision_recall_figure(HtmlWriter& html, const ReportContent& content) {
  const auto plot = precision_recall_of(content);
  if (!plot) return;
  html.markup("<figure>\n")
      .add(precision_recall_plot(*plot))
      .markup("<figcaption>Precision against recall on ")
      .markup(judged_on(content))
      .markup(synthetic_mark(content.cohort.synthetic))
      .markup(
          ". Dashed: guessing, which has the share of positive cases as its precision: this curve "
          "belongs to this share only. Circle: the calls at the threshold.</figcaption>\n"
          "</figure>\n");
}

void calibration_figure(HtmlWriter& html, const ReportContent& content) {
  html.markup("<figure>\n")
      .add(calibration_plot(*content.calibration))
      .markup("<figcaption>Calibration on ")
      .markup(judged_on(content))
      .markup(synthetic_mark(content.cohort.synthetic))
      .markup(
          ". Points: the cases between neighbouring fifths of the probabilities, with the 95% "
          "interval (Wilson) of the share of positive ones. Dashed: probabilities that mean what "
          "they say.</figcaption>\n</figure>\n");
}

void decision_figure(HtmlWriter& html, const ReportContent& content) {
  html.markup("<figure>\n")
      .add(decision_plot(*content.decision))
      .markup("<figcaption>Decision curve on ")
      .markup(judged_on(content))
      .markup(synthetic_mark(content.cohort.synthetic))
      .markup(
          ". Net benefit: found patients less false alarms, these weighted with the odds of the "
          "probability from which on one would act. Acting on the probabilities is of use where "
          "their line lies above both others. It holds for groups with as many positive cases as "
          "this one. No intervals "
          "are drawn; with few patients small gaps mean nothing.</figcaption>\n</figure>\n");
}

std::string coefficient_text(const std::optional<Coefficient>& coefficient) {
  if (!coefficient) return kUndefined;
  return decimal(coefficient->value, 2) + " (" + decimal(coefficient->interval.low, 2) + " to " +
         decimal(coefficient->interval.high, 2) + ")";
}

void fact(HtmlWriter& html, Literal name, const std::string& value) {
  html.markup("<dt>").markup(name).markup("</dt>").element("dd", value).markup("\n");
}

void calibration_words(HtmlWriter& html, const ReportContent& content) {
  const CalibrationAssessment& calibration = *content.calibration;
  if (calibration.too_few_to_judge) {
    html.markup("<p class=\"warning\"><strong>Too few cases to judge calibration:</strong> ")
        .text(std::to_string(calibration.sizes.positives) + " " +
              content.summary.confusion.classes.positive + " and " +
              std::to_string(calibration.sizes.negatives) + " " +
              content.summary.confusion.classes.negative)
        .markup(", where at least ")
        .text(std::to_string(kCalibrationCasesPerClass))
        .markup(" of each are asked for. The numbers below are shown for the record.</p>\n");
  }
  html.markup("<dl>\n");
  fact(html, "Calibration slope (1 when right; below 1: too extreme)",
       coefficient_text(calibration.recalibration.slope));
  fact(html, "Calibration intercept, fitted together with the slope",
       coefficient_text(calibration.recalibration.intercept));
  fact(html, "Calibration in the large (0 when right; below 0: too high)",
       coefficient_text(calibration.recalibration.in_the_large));
  if (calibration.expected_error) {
    std::string error = decimal(*calibration.expected_error, 3);
    if (calibration.chance_error) {
      error += "; with as many cases a perfectly calibrated model would show " +
               decimal(calibration.chance_error->mean, 3) + " on average, and less than " +
               decimal(calibration.chance_error->quantile95, 3) + " in 95 of 100 samples";
    }
    fact(html, "Expected calibration error", error);
  }
  html.markup("</dl>\n");
  if (calibration.recalibration.state != RecalibrationState::kFitted) {
    html.markup("<p class=\"notes\">")
        .text(recalibration_state_text(calibration.recalibration.state))
        .markup("</p>\n");
  }
}

void bin_table(HtmlWriter& html, const ReportContent& content) {
  html.markup(kOpenScroll)
      .markup("<table>\n<caption>Calibration in bins")
      .markup(synthetic_mark(content.cohort.synthetic))
      .markup(
          ".</caption>\n<thead><tr><th scope=\"col\">Bin</th><th scope=\"col\">Cases</th><th "
          "scope=\"col\">Mean probability</th><th scope=\"col\">Observed share</th><th "
          "scope=\"col\">95% interval</th></tr></thead>\n<tbody>\n");
  int number = 0;
  for (const CalibrationBin& bin : content.calibration->bins) {
    html.markup("<tr><th scope=\"row\">").text(std::to_string(++number)).markup("</th>");
    html.element("td", std::to_string(bin.cases))
        .element("td", decimal(bin.mean_probability, 3))
        .element("td", or_undefined(bin.observed_rate.value))
        .element("td", interval_text(bin.observed_rate.interval))
        .markup("</tr>\n");
  }
  html.markup("</tbody>\n</table></div>\n");
}

void not_measured(HtmlWriter& html, const ReportContent& content) {
  std::string missing;
  const auto add = [&](bool there, const std::string& name) {
    if (!there) missing += (missing.empty() ? "" : ", ") + name;
  };
  add(precision_recall_of(content).has_value(), "precision against recall");
  add(content.calibration.has_value(), "calibration");
  add(content.decision && !content.decision->empty(), "decision curve");
  if (missing.empty()) return;
  html.markup("<p>Not measured, or undefined because one class is missing: ")
      .text(missing)
      .markup(".</p>\n");
}

}  // namespace

std::optional<PrecisionRecallPlot> precision_recall_of(const ReportContent& content) {
  if (!content.precision_recall || content.precision_recall->empty()) return std::nullopt;
  PrecisionRecallPlot plot{*content.precision_recall, content.summary.average_precision};
  const Rate recall = sensitivity(content.summary.confusion);
  const Rate right = precision(content.summary.confusion);
  if (recall && right)
    plot.operating_point = PrecisionRecallPoint{content.summary.threshold, *recall, *right};
  return plot;
}

HtmlWriter curve_section(const ReportContent& content) {
  HtmlWriter html;
  html.markup(
      "<section id=\"probabilities\">\n<h2>Are the probabilities right, and of use?</h2>\n");
  not_measured(html, content);
  html.markup("<div class=\"figures\">\n");
  precision_recall_figure(html, content);
  if (content.calibration) calibration_figure(html, content);
  if (content.decision && !content.decision->empty()) decision_figure(html, content);
  if (content.calibration) {
    html.markup("<div class=\"beside-figures\">\n");
    calibration_words(html, content);
    html.markup("</div>\n");
  }
  html.markup("</div>\n");
  if (content.calibration) bin_table(html, content);
  html.markup("</section>\n");
  return html;
}

}  // namespace myolens
