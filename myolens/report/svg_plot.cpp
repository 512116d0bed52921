#include "myolens/report/svg_plot.h"

#include <algorithm>
#include <cmath>

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

using Series = std::vector<std::optional<double>>;

struct StageCurves {
  const TrainingStage* stage = nullptr;
  int first_epoch = 1;  // counted through all stages
  Series training;
  Series selection;
};

std::optional<double> finite(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? value : std::nullopt;
}

std::vector<StageCurves> curves_of(const ModelFacts& model, HistoryQuantity quantity) {
  std::vector<StageCurves> curves;
  int next_epoch = 1;
  for (const TrainingStage& stage : model.stages) {
    if (stage.epochs.empty()) continue;
    StageCurves& added = curves.emplace_back();
    added.stage = &stage;
    added.first_epoch = next_epoch;
    for (const EpochRecord& epoch : stage.epochs) {
      const bool accuracy = quantity == HistoryQuantity::kAccuracy;
      added.training.push_back(finite(accuracy ? epoch.training_accuracy : epoch.training_loss));
      added.selection.push_back(finite(accuracy ? epoch.selection_accuracy : epoch.selection_loss));
    }
    next_epoch += static_cast<int>(stage.epochs.size());
  }
  return curves;
}

std::vector<double> measured_values(const std::vector<StageCurves>& curves) {
  std::vector<double> values;
  for (const StageCurves& stage : curves) {
    for (const Series* series : {&stage.training, &stage.selection}) {
      for (const auto& value : *series) {
        if (value) values.push_back(*value);
      }
    }
  }
  return values;
}

AxisRange value_range(const std::vector<double>& values, HistoryQuantity quantity) {
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  if (quantity == HistoryQuantity::kAccuracy) {
    return {std::clamp(std::floor(*least * 10) / 10, 0.0, 0.9), 1};
  }
  return {0, *most > 0 ? 1.05 * *most : 1};
}

AxisRange epoch_range(const std::vector<StageCurves>& curves) {
  const StageCurves& last = curves.back();
  const int epochs = last.first_epoch + static_cast<int>(last.training.size()) - 1;
  if (epochs == 1) return {0.5, 1.5};
  return {1, static_cast<double>(epochs)};
}

Axis epoch_axis(AxisRange range) {
  Axis axis = nice_axis(range, kMostEpochTicks);
  std::erase_if(axis.ticks, [](double tick) { return tick != std::round(tick); });
  axis.decimals = 0;
  return axis;
}

// One line per run of measured epochs; a lone epoch becomes a dot.
void draw_series(HtmlWriter& svg, const PlotFrame& frame, int first_epoch, const Series& series,
                 const Stroke& stroke) {
  std::vector<PlotPoint> run;
  const auto finish_run = [&] {
    if (run.size() == 1) draw_marker(svg, run.front(), stroke.colour);
    if (run.size() > 1) draw_polyline(svg, run, stroke);
    run.clear();
  };
  for (size_t i = 0; i < series.size(); ++i) {
    if (series[i]) {
      run.push_back({frame.x(first_epoch + static_cast<int>(i)), frame.y(*series[i])});
    } else {
      finish_run();
    }
  }
  finish_run();
}

constexpr Stroke kTrainingStroke{.colour = PlotColours::kBlue, .width = 1.6};
constexpr Stroke kSelectionStroke{
    .colour = PlotColours::kOrange, .width = 1.6, .style = LineStyle::kDashed};

void draw_chosen_epoch(HtmlWriter& svg, const PlotFrame& frame, const StageCurves& curves) {
  const int chosen = curves.stage->chosen_epoch;
  if (chosen < 1 || chosen > static_cast<int>(curves.selection.size())) return;
  const auto& value = curves.selection[static_cast<size_t>(chosen - 1)];
  if (!value) return;
  const PlotPoint point{frame.x(curves.first_epoch + chosen - 1), frame.y(*value)};
  draw_marker(svg, point, PlotColours::kOrange);
  const bool upper_half = point.y < frame.box().top + frame.box().height / 2;
  draw_text(svg, {point.x, upper_half ? point.y + 20 : point.y - 11, TextAnchor::kMiddle},
            std::to_string(chosen));
}

void draw_stage_names(HtmlWriter& svg, const PlotFrame& frame,
                      const std::vector<StageCurves>& curves) {
  const double baseline = frame.box().top - 8;
  for (size_t i = 0; i < curves.size(); ++i) {
    const double boundary = i == 0 ? frame.box().left : frame.x(curves[i].first_epoch - 0.5);
    if (i > 0) {
      draw_line(svg, {boundary, frame.box().top - 18, boundary, frame.box().bottom()},
                {.colour = PlotColours::kQuiet});
    }
    // The last name hangs on the right edge, where a short stage leaves it no other room.
    const bool last = i > 0 && i + 1 == curves.size();
    const Label label{last ? frame.box().right() : boundary + (i == 0 ? 0 : 4), baseline,
                      last ? TextAnchor::kEnd : TextAnchor::kStart, PlotColours::kQuiet};
    draw_text(svg, label, curves[i].stage->name);
  }
}

void draw_legend(HtmlWriter& svg, const PlotFrame& frame, const std::string& selection_set) {
  constexpr double kY = 14;
  const double left = frame.box().left;
  draw_line(svg, {left, kY - 4, left + 26, kY - 4}, kTrainingStroke);
  draw_text(svg, {left + 32, kY}, "training");
  draw_line(svg, {left + 96, kY - 4, left + 122, kY - 4}, kSelectionStroke);
  draw_text(svg, {left + 128, kY}, selection_set);
  draw_marker(svg, {frame.box().right() - 100, kY - 4}, PlotColours::kOrange);
  draw_text(svg, {frame.box().right(), kY, TextAnchor::kEnd}, "chosen epoch");
}

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
  const std::vector<StageCurves> curves = curves_of(model, quantity);
  const std::vector<double> values = measured_values(curves);
  if (values.empty()) return svg;

  const bool accuracy = quantity == HistoryQuantity::kAccuracy;
  open_svg(svg, kHistorySize, accuracy ? "Accuracy over epochs" : "Loss over epochs");
  const PlotFrame frame(kHistoryBox, epoch_axis(epoch_range(curves)),
                        nice_axis(value_range(values, quantity), kMostTicks));
  frame.draw_axes(svg, curves.size() > 1 ? "Epoch, counted through all stages" : "Epoch",
                  accuracy ? "Accuracy" : "Loss");
  draw_legend(svg, frame, model.selection_set);
  draw_stage_names(svg, frame, curves);
  for (const StageCurves& stage : curves) {
    draw_series(svg, frame, stage.first_epoch, stage.training, kTrainingStroke);
    draw_series(svg, frame, stage.first_epoch, stage.selection, kSelectionStroke);
  }
  for (const StageCurves& stage : curves) draw_chosen_epoch(svg, frame, stage);
  close_svg(svg);
  return svg;
}

}  // namespace myolens
