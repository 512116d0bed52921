#include "myolens/report/curve_plots.h"

#include <algorithm>
#include <cmath>

#include "myolens/report/format.h"
#include "myolens/report/plot_frame.h"

namespace myolens {

namespace {

constexpr PlotBox kSquare{.left = 52, .top = 10, .width = 300, .height = 300};
constexpr SvgSize kSquareSize{.width = 362, .height = 358};
constexpr PlotBox kDecisionBox{.left = 52, .top = 34, .width = 300, .height = 276};
constexpr int kMostTicks = 6;
constexpr double kKeyBaseline = 14;

PlotFrame unit_square() {
  const Axis unit = nice_axis({0, 1}, kMostTicks);
  return {kSquare, unit, unit};
}

// The area under these steps is the average precision.
std::vector<PlotPoint> steps(const PlotFrame& frame,
                             const std::vector<PrecisionRecallPoint>& points) {
  std::vector<PlotPoint> line;
  double recall = 0;
  for (const PrecisionRecallPoint& point : points) {
    line.push_back({frame.x(recall), frame.y(point.precision)});
    line.push_back({frame.x(point.recall), frame.y(point.precision)});
    recall = point.recall;
  }
  return line;
}

void draw_bin(HtmlWriter& svg, const PlotFrame& frame, const CalibrationBin& bin) {
  if (!bin.observed_rate.value) return;
  const PlotPoint at{frame.x(bin.mean_probability), frame.y(*bin.observed_rate.value)};
  if (const auto& interval = bin.observed_rate.interval) {
    const double low = frame.y(interval->low);
    const double high = frame.y(interval->high);
    const Stroke stroke{.colour = PlotColours::kBlue, .width = 1.5};
    draw_line(svg, {at.x, low, at.x, high}, stroke);
    for (const double end : {low, high}) draw_line(svg, {at.x - 4, end, at.x + 4, end}, stroke);
  }
  draw_dot(svg, at, {.colour = PlotColours::kBlue, .radius = 4.5});
}

using Benefit = double DecisionPoint::*;

void draw_benefit(HtmlWriter& svg, const PlotFrame& frame, const std::vector<DecisionPoint>& points,
                  Benefit benefit, const Stroke& stroke) {
  std::vector<PlotPoint> line;
  for (const DecisionPoint& point : points)
    line.push_back({frame.x(point.threshold), frame.y(point.*benefit)});
  draw_polyline(svg, line, stroke);
}

struct KeyEntry {
  double left = 0;
  Literal name = "";
  Stroke stroke = {};
};

void draw_key(HtmlWriter& svg, const KeyEntry& entry) {
  draw_line(svg, {entry.left, kKeyBaseline - 4, entry.left + 24, kKeyBaseline - 4}, entry.stroke);
  draw_text(svg, {entry.left + 30, kKeyBaseline}, entry.name.text());
}

}  // namespace

HtmlWriter precision_recall_plot(const PrecisionRecallPlot& plot) {
  HtmlWriter svg;
  open_svg(
      svg, kSquareSize,
      "Precision against recall, average precision " + or_undefined(plot.average_precision.value));
  const PlotFrame frame = unit_square();
  frame.draw_axes(svg, "Recall (sensitivity)", "Precision");
  const double guessing = plot.points.back().precision;  // at recall 1: the share of positives
  draw_line(svg, {frame.x(0), frame.y(guessing), frame.x(1), frame.y(guessing)},
            {.colour = PlotColours::kQuiet, .style = LineStyle::kDashed});
  draw_polyline(svg, steps(frame, plot.points), {.colour = PlotColours::kBlue, .width = 2});
  draw_text(svg, {frame.x(0.03), frame.y(0.14), TextAnchor::kStart, PlotColours::kInk, true},
            "Average precision " + or_undefined(plot.average_precision.value));
  draw_text(svg, {frame.x(0.03), frame.y(0.08), TextAnchor::kStart, PlotColours::kQuiet},
            "95% interval " + interval_text(plot.average_precision.interval));
  if (plot.operating_point) {
    const PlotPoint at{frame.x(plot.operating_point->recall),
                       frame.y(plot.operating_point->precision)};
    draw_marker(svg, at, PlotColours::kOrange);
    const bool right_half = plot.operating_point->recall > 0.5;
    draw_text(svg,
              {right_half ? at.x - 9 : at.x + 9, at.y + 18,
               right_half ? TextAnchor::kEnd : TextAnchor::kStart},
              "threshold " + compact(plot.operating_point->threshold));
  }
  close_svg(svg);
  return svg;
}

HtmlWriter calibration_plot(const CalibrationAssessment& calibration) {
  HtmlWriter svg;
  open_svg(svg, kSquareSize,
           calibration.too_few_to_judge ? "Calibration, too few cases to judge" : "Calibration");
  const PlotFrame frame = unit_square();
  frame.draw_axes(svg, "Mean probability of the bin", "Observed share");
  draw_line(svg, {frame.x(0), frame.y(0), frame.x(1), frame.y(1)},
            {.colour = PlotColours::kQuiet, .style = LineStyle::kDashed});
  for (const CalibrationBin& bin : calibration.bins) draw_bin(svg, frame, bin);
  if (calibration.too_few_to_judge) {
    draw_text(svg, {frame.x(0.03), frame.y(0.94), TextAnchor::kStart, PlotColours::kOrange, true},
              "too few cases to judge");
  }
  close_svg(svg);
  return svg;
}

HtmlWriter decision_plot(const std::vector<DecisionPoint>& points) {
  double most = 0;
  for (const DecisionPoint& point : points) most = std::max({most, point.model, point.treat_all});
  const AxisRange benefits{-0.25 * std::max(most, 0.1), std::max(1.05 * most, 0.1)};
  HtmlWriter svg;
  open_svg(svg, kSquareSize, "Decision curve: net benefit against threshold probability");
  const PlotFrame frame(kDecisionBox, nice_axis({0, 1}, kMostTicks),
                        nice_axis(benefits, kMostTicks));
  frame.draw_axes(svg, "Probability from which on one would act", "Net benefit per patient");
  const Stroke model{.colour = PlotColours::kBlue, .width = 2};
  const Stroke everybody{.colour = PlotColours::kOrange, .width = 1.5, .style = LineStyle::kDashed};
  const Stroke nobody{.colour = PlotColours::kInk, .width = 1.5, .style = LineStyle::kDotted};
  open_clip(svg, kDecisionBox);
  draw_line(svg, {frame.x(0), frame.y(0), frame.x(1), frame.y(0)}, nobody);
  draw_benefit(svg, frame, points, &DecisionPoint::treat_all, everybody);
  draw_benefit(svg, frame, points, &DecisionPoint::model, model);
  close_clip(svg);
  draw_key(svg, {kDecisionBox.left, "model", model});
  draw_key(svg, {kDecisionBox.left + 96, "everybody", everybody});
  draw_key(svg, {kDecisionBox.left + 216, "nobody", nobody});
  close_svg(svg);
  return svg;
}

}  // namespace myolens
