#include "myolens/report/svg_plot.h"

#include "myolens/report/format.h"
#include "myolens/report/plot_frame.h"

namespace myolens {

namespace {

constexpr PlotBox kRocBox{.left = 52, .top = 10, .width = 300, .height = 300};
constexpr SvgSize kRocSize{.width = 362, .height = 358};
constexpr PlotBox kHistoryBox{.left = 52, .top = 46, .width = 356, .height = 200};
constexpr SvgSize kHistorySize{.width = 420, .height = 294};
constexpr int kMostTicks = 6;
constexpr int kMostEpochTicks = 8;
constexpr double kKeyBaseline = 14;

void draw_roc_curve(HtmlWriter& svg, const PlotFrame& frame, const RocPlot& plot) {
  draw_line(svg, {frame.x(0), frame.y(0), frame.x(1), frame.y(1)},
            {.colour = PlotColours::kQuiet, .style = LineStyle::kDashed});
  std::vector<PlotPoint> points;
  for (const RocPoint& point : *plot.points) {
    points.push_back({frame.x(point.false_positive_rate), frame.y(point.sensitivity)});
  }
  draw_polyline(svg, points, {.colour = PlotColours::kBlue, .width = 2});
  const Label auc{frame.x(0.98), frame.y(0.14), TextAnchor::kEnd, PlotColours::kInk, true};
  draw_text(svg, auc, "AUC " + or_undefined(plot.auc.value));
  draw_text(svg, {frame.x(0.98), frame.y(0.08), TextAnchor::kEnd, PlotColours::kQuiet},
            "95% interval " + interval_text(plot.auc.interval));
  if (!plot.operating_point) return;
  const PlotPoint chosen{frame.x(plot.operating_point->false_positive_rate),
                         frame.y(plot.operating_point->sensitivity)};
  draw_marker(svg, chosen, PlotColours::kOrange);
  const bool on_the_axis = plot.operating_point->sensitivity < 0.1;
  const bool right_half = plot.operating_point->false_positive_rate > 0.5;
  draw_text(svg,
            {right_half ? chosen.x - 9 : chosen.x + 9, on_the_axis ? chosen.y - 8 : chosen.y + 16,
             right_half ? TextAnchor::kEnd : TextAnchor::kStart},
            "threshold " + compact(plot.operating_point->threshold));
}

}  // namespace

HtmlWriter roc_plot(const RocPlot& plot) {
  HtmlWriter svg;
  open_svg(svg, kRocSize, "ROC curve, AUC " + or_undefined(plot.auc.value));
  const Axis unit = nice_axis({0, 1}, kMostTicks);
  const PlotFrame frame(kRocBox, unit, unit);
  frame.draw_axes(svg, "1 \u2212 specificity (false alarms)", "Sensitivity");
  if (plot.points) {
    draw_roc_curve(svg, frame, plot);
  } else {
    draw_text(svg, {frame.x(0.5), frame.y(0.5), TextAnchor::kMiddle},
              "undefined: needs patients of both classes");
  }
  close_svg(svg);
  return svg;
}

HtmlWriter history_plot(const ModelFacts& model, HistoryQuantity quantity) {
  HtmlWriter svg;
  const std::vector<StageCurves> curves = curves_of(model.stages, quantity);
  const std::vector<double> values = measured_values(curves);
  if (values.empty()) return svg;

  const bool accuracy = quantity == HistoryQuantity::kAccuracy;
  open_svg(svg, kHistorySize, accuracy ? "Accuracy over epochs" : "Loss over epochs");
  const PlotFrame frame(kHistoryBox, epoch_axis(epoch_range(curves), kMostEpochTicks),
                        nice_axis(value_range(values, quantity), kMostTicks));
  frame.draw_axes(svg, curves.size() > 1 ? "Epoch, counted through all stages" : "Epoch",
                  accuracy ? "Accuracy" : "Loss");
  const bool selection = has_selection(curves);
  draw_curve_key(svg, {kHistoryBox.left, kKeyBaseline}, selection ? model.selection_set : "");
  if (selection) {
    draw_marker(svg, {kHistoryBox.right() - 100, kKeyBaseline - 4}, PlotColours::kOrange);
    draw_text(svg, {kHistoryBox.right(), kKeyBaseline, TextAnchor::kEnd}, "chosen epoch");
  }
  draw_curves(svg, frame, curves);
  draw_chosen_epochs(svg, frame, curves);
  close_svg(svg);
  return svg;
}

}  // namespace myolens
