#include "myolens/report/history_curves.h"

#include <algorithm>
#include <cmath>

namespace myolens {

namespace {

constexpr Stroke kTrainingStroke{.colour = PlotColours::kBlue, .width = 1.6};
constexpr Stroke kSelectionStroke{
    .colour = PlotColours::kOrange, .width = 1.6, .style = LineStyle::kDashed};

constexpr double kLineMargin = 2;  // a line along an axis is not cut in half

using Series = std::vector<std::optional<double>>;

std::optional<double> finite(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? value : std::nullopt;
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

void draw_stage_names(HtmlWriter& svg, const PlotFrame& frame,
                      const std::vector<StageCurves>& curves) {
  const double baseline = frame.box().top - 8;
  for (size_t i = 0; i < curves.size(); ++i) {
    const double boundary = i == 0 ? frame.box().left : frame.x(curves[i].first_epoch - 0.5);
    if (i > 0) {
      draw_line(svg, {boundary, frame.box().top, boundary, frame.box().bottom()},
                {.colour = PlotColours::kQuiet});
    }
    // The last name hangs on the right edge, where a short stage leaves it no other room.
    const bool last = i > 0 && i + 1 == curves.size();
    const Label label{last ? frame.box().right() : boundary + (i == 0 ? 0 : 4), baseline,
                      last ? TextAnchor::kEnd : TextAnchor::kStart, PlotColours::kQuiet};
    draw_text(svg, label, curves[i].stage);
  }
}

}  // namespace

std::vector<StageCurves> curves_of(const std::vector<TrainingStage>& stages,
                                   HistoryQuantity quantity) {
  const bool accuracy = quantity == HistoryQuantity::kAccuracy;
  std::vector<StageCurves> curves;
  int next_epoch = 1;
  for (const TrainingStage& stage : stages) {
    if (stage.epochs.empty()) continue;
    StageCurves& added = curves.emplace_back();
    added.stage = stage.name;
    added.chosen_epoch = stage.chosen_epoch;
    added.first_epoch = next_epoch;
    for (const EpochRecord& epoch : stage.epochs) {
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

bool has_selection(const std::vector<StageCurves>& curves) {
  return std::ranges::any_of(curves, [](const StageCurves& stage) {
    return std::ranges::any_of(stage.selection,
                               [](const auto& value) { return value.has_value(); });
  });
}

AxisRange epoch_range(const std::vector<StageCurves>& curves) {
  const StageCurves& last = curves.back();
  const int epochs = last.first_epoch + static_cast<int>(last.training.size()) - 1;
  if (epochs == 1) return {0.5, 1.5};
  return {1, static_cast<double>(epochs)};
}

AxisRange value_range(const std::vector<double>& values, HistoryQuantity quantity) {
  const auto [least, most] = std::ranges::minmax(values);
  if (quantity == HistoryQuantity::kAccuracy) {
    return {std::clamp(std::floor(least * 10) / 10, 0.0, 0.9), 1};
  }
  return {0, most > 0 ? 1.05 * most : 1};
}

Axis epoch_axis(AxisRange range, int most_ticks) {
  Axis axis = nice_axis(range, most_ticks);
  std::erase_if(axis.ticks, [](double tick) { return tick != std::round(tick); });
  axis.decimals = 0;
  return axis;
}

void draw_curves(HtmlWriter& svg, const PlotFrame& frame, const std::vector<StageCurves>& curves) {
  draw_stage_names(svg, frame, curves);
  const PlotBox& box = frame.box();
  open_clip(svg, {box.left - kLineMargin, box.top - kLineMargin, box.width + 2 * kLineMargin,
                  box.height + 2 * kLineMargin});
  for (const StageCurves& stage : curves) {
    draw_series(svg, frame, stage.first_epoch, stage.training, kTrainingStroke);
    draw_series(svg, frame, stage.first_epoch, stage.selection, kSelectionStroke);
  }
  close_clip(svg);
}

void draw_chosen_epochs(HtmlWriter& svg, const PlotFrame& frame,
                        const std::vector<StageCurves>& curves) {
  for (const StageCurves& stage : curves) {
    const int chosen = stage.chosen_epoch;
    if (chosen < 1 || chosen > static_cast<int>(stage.selection.size())) continue;
    const auto& value = stage.selection[static_cast<size_t>(chosen - 1)];
    if (!value) continue;
    const PlotPoint point{frame.x(stage.first_epoch + chosen - 1), frame.y(*value)};
    draw_marker(svg, point, PlotColours::kOrange);
    const bool upper_half = point.y < frame.box().top + frame.box().height / 2;
    draw_text(svg, {point.x, upper_half ? point.y + 20 : point.y - 11, TextAnchor::kMiddle},
              std::to_string(chosen));
  }
}

double draw_curve_key(HtmlWriter& svg, PlotPoint start, const std::string& selection) {
  draw_line(svg, {start.x, start.y - 4, start.x + 26, start.y - 4}, kTrainingStroke);
  draw_text(svg, {start.x + 32, start.y}, "training");
  if (selection.empty()) return start.x + 80;
  draw_line(svg, {start.x + 96, start.y - 4, start.x + 122, start.y - 4}, kSelectionStroke);
  draw_text(svg, {start.x + 128, start.y}, selection);
  return start.x + 128 + 6.5 * static_cast<double>(selection.size());
}

}  // namespace myolens
