#include "myolens/report/figures.h"

#include "myolens/base/notice.h"
#include "myolens/report/curve_plots.h"
#include "myolens/report/search_figure.h"
#include "myolens/report/sections.h"
#include "myolens/report/svg_plot.h"

namespace myolens {

namespace {

constexpr double kMargin = 12;
constexpr double kLine = 14;  // of the notice

// The plot on white, and below it what must not get lost when it leaves the report.
Figure standing_alone(const std::string& name, const HtmlWriter& plot, bool synthetic) {
  const SvgSize inner = size_of_svg(plot);
  const double notice_lines = synthetic ? 2 : 1;
  const SvgSize size{inner.width + 2 * kMargin, inner.height + 3 * kMargin + notice_lines * kLine};
  HtmlWriter svg;
  open_svg(svg, size, name);
  svg.markup("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<svg x=\"")
      .number(kMargin, 0)
      .markup("\" y=\"")
      .number(kMargin, 0)
      .markup("\" width=\"")
      .number(inner.width, 0)
      .markup("\" height=\"")
      .number(inner.height, 0)
      .markup("\">")
      .add(plot)
      .markup("</svg>\n<g font-size=\"9\">");
  const double bottom = size.height - kMargin;
  draw_text(svg, {kMargin, bottom, TextAnchor::kStart, PlotColours::kQuiet}, kNotice);
  if (synthetic) {
    draw_text(svg, {kMargin, bottom - kLine, TextAnchor::kStart, PlotColours::kQuiet},
              "Synthetic patients.");
  }
  svg.markup("</g>\n");
  close_svg(svg);
  return {name, svg.str(), size};
}

}  // namespace

std::vector<Figure> report_figures(const ReportContent& content) {
  std::vector<Figure> figures;
  const auto add = [&](const std::string& name, const HtmlWriter& plot) {
    if (plot.str().empty()) return;
    figures.push_back(standing_alone(name, plot, content.cohort.synthetic));
  };
  add("roc", roc_plot(roc_of(content)));
  if (const auto plot = precision_recall_of(content))
    add("precision_recall", precision_recall_plot(*plot));
  if (content.calibration) add("calibration", calibration_plot(*content.calibration));
  if (content.decision && !content.decision->empty())
    add("decision_curve", decision_plot(*content.decision));
  add("accuracy", history_plot(content.model, HistoryQuantity::kAccuracy));
  add("loss", history_plot(content.model, HistoryQuantity::kLoss));
  int number = 0;
  for (const HtmlWriter& panel : search_panels(content))
    add("search_" + std::to_string(++number), panel);
  return figures;
}

}  // namespace myolens
