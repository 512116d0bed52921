#include <algorithm>

#include "myolens/base/notice.h"
#include "myolens/report/comparison_page.h"
#include "myolens/report/comparison_sections.h"
#include "myolens/report/epoch_records.h"
#include "myolens/report/format.h"
#include "myolens/report/history_curves.h"
#include "myolens/report/sections.h"

namespace myolens {

namespace {

constexpr SvgSize kPanel{.width = 240, .height = 182};
constexpr PlotBox kPanelBox{.left = 34, .top = 40, .width = 200, .height = 118};
constexpr int kMostTicks = 5;
constexpr HistoryQuantity kQuantities[]{HistoryQuantity::kAccuracy, HistoryQuantity::kLoss};

struct RowCurves {
  std::string name;
  std::vector<TrainingStage> stages;
};

// All panels share these axes.
struct PanelAxes {
  AxisRange epochs;
  AxisRange accuracy;
  AxisRange loss;
  double highest_loss = 0;

  bool is_cut() const { return highest_loss > loss.high; }
};

std::vector<RowCurves> rows_with_curves(const Comparison& comparison) {
  std::vector<RowCurves> rows;
  for (const ComparisonRow& row : comparison.rows) {
    RowCurves curves;
    curves.name = row.name;
    for (const StageFacts& facts : row.stages)
      curves.stages.push_back(training_stage(facts, row.history));
    if (!curves_of(curves.stages, HistoryQuantity::kLoss).empty()) rows.push_back(curves);
  }
  return rows;
}

bool chosen_out_of_fold(const Comparison& comparison) {
  return std::ranges::any_of(comparison.rows, [](const ComparisonRow& row) {
    return std::ranges::any_of(row.history, is_refit);
  });
}

std::string selection_name(const Comparison& comparison) {
  if (comparison.selected_on_test_set) return "test patients, which chose the epoch";
  return chosen_out_of_fold(comparison) ? "out of fold" : "validation";
}

// One row that diverges must not flatten the others: the axis of losses ends at twice the median
// of the rows' highest losses.
AxisRange loss_range(std::vector<double> highest) {
  std::ranges::sort(highest);
  const double most = std::min(highest.back(), 2 * highest[highest.size() / 2]);
  return value_range({0, most}, HistoryQuantity::kLoss);
}

PanelAxes common_axes(const std::vector<RowCurves>& rows) {
  PanelAxes axes;
  std::vector<double> accuracies;
  std::vector<double> highest;
  for (const RowCurves& row : rows) {
    const auto curves = curves_of(row.stages, HistoryQuantity::kAccuracy);
    const auto values = measured_values(curves);
    accuracies.insert(accuracies.end(), values.begin(), values.end());
    const auto losses = measured_values(curves_of(row.stages, HistoryQuantity::kLoss));
    if (!losses.empty()) highest.push_back(std::ranges::max(losses));
    const AxisRange epochs = epoch_range(curves);
    if (epochs.high > axes.epochs.high) axes.epochs = epochs;
  }
  if (!accuracies.empty()) axes.accuracy = value_range(accuracies, HistoryQuantity::kAccuracy);
  if (highest.empty()) return axes;
  axes.highest_loss = std::ranges::max(highest);
  axes.loss = loss_range(highest);
  return axes;
}

void draw_panel(HtmlWriter& svg, const RowCurves& row, const PanelAxes& axes,
                HistoryQuantity quantity) {
  const bool accuracy = quantity == HistoryQuantity::kAccuracy;
  const PlotFrame frame(kPanelBox, epoch_axis(axes.epochs, kMostTicks),
                        nice_axis(accuracy ? axes.accuracy : axes.loss, kMostTicks));
  frame.draw_axes(svg, "", "");
  draw_text(svg, {0, 13, TextAnchor::kStart, PlotColours::kInk, true}, row.name);
  draw_text(svg, {kPanelBox.right(), 13, TextAnchor::kEnd, PlotColours::kInk},
            accuracy ? "accuracy" : "loss");
  const std::vector<StageCurves> curves = curves_of(row.stages, quantity);
  draw_curves(svg, frame, curves);
  draw_chosen_epochs(svg, frame, curves);
}

void html_panels(HtmlWriter& html, const std::vector<RowCurves>& rows, const PanelAxes& axes) {
  html.markup("<div class=\"panels\">\n");
  for (const RowCurves& row : rows) {
    html.markup("<div class=\"pair\">\n");
    for (const HistoryQuantity quantity : kQuantities) {
      const bool accuracy = quantity == HistoryQuantity::kAccuracy;
      open_svg(html, kPanel, row.name + (accuracy ? ": accuracy" : ": loss") + " over epochs");
      draw_panel(html, row, axes, quantity);
      close_svg(html);
    }
    html.markup("</div>\n");
  }
  html.markup("</div>\n");
}

void caption(HtmlWriter& html, const Comparison& comparison, const PanelAxes& axes) {
  html.markup("<figcaption>Accuracy and loss over the epochs of every trained row")
      .markup(synthetic_mark(comparison.synthetic))
      .markup(
          "; all panels have the same axes. A vertical line parts two stages; a ring marks the "
          "epoch that was kept, where it is not the start of the stage. The training curves "
          "are means over an epoch with dropout on, so that they may lie on the wrong side of the "
          "others.");
  if (chosen_out_of_fold(comparison)) {
    html.markup(
        " Out of fold: every training patient is scored by the model of a fold that did not train "
        "on it. The last fits on all training patients have no such curve and are not drawn.");
  }
  if (axes.is_cut()) {
    html.markup(" The highest loss, ")
        .text(compact(axes.highest_loss))
        .markup(", lies beyond the axis, which would otherwise flatten the other rows.");
  }
  html.markup("</figcaption>\n");
}

}  // namespace

HtmlWriter comparison_curves(const Comparison& comparison) {
  const std::vector<RowCurves> rows = rows_with_curves(comparison);
  HtmlWriter html;
  if (rows.empty()) return html;
  const PanelAxes axes = common_axes(rows);
  html.markup("<section>\n<h2>Learning curves</h2>\n<figure>\n<div class=\"key\">");
  const std::string selection = selection_name(comparison);
  open_svg(html, {.width = 400, .height = 20}, "Key of the curves");
  draw_curve_key(html, {0, 14}, selection);
  close_svg(html);
  html.markup("</div>\n");
  html_panels(html, rows, axes);
  caption(html, comparison, axes);
  html.markup("</figure>\n</section>\n");
  return html;
}

std::string render_curves(const Comparison& comparison) {
  reference_row(comparison);
  const std::vector<RowCurves> rows = rows_with_curves(comparison);
  if (rows.empty()) return "";
  constexpr double kMargin = 16;
  constexpr double kHead = 64;
  constexpr double kGap = 20;
  constexpr double kColumn = kPanel.width + kGap;
  constexpr double kLine = kPanel.height + kGap;
  const size_t lines = (rows.size() + 1) / 2;
  const SvgSize size{.width = 4 * kColumn - kGap + 2 * kMargin,
                     .height = kHead + kLine * static_cast<double>(lines) + 3 * kMargin};
  const std::string title = "Learning curves, comparison of " + comparison.title +
                            (comparison.synthetic ? " (synthetic patients)" : "");
  HtmlWriter svg;
  open_svg(svg, size, title);
  svg.markup("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
  draw_text(svg, {kMargin, 24, TextAnchor::kStart, PlotColours::kInk, true}, title);
  draw_curve_key(svg, {kMargin, 46}, selection_name(comparison));
  const PanelAxes axes = common_axes(rows);
  for (size_t i = 0; i < rows.size(); ++i) {
    for (size_t q = 0; q < 2; ++q) {
      svg.markup("<g transform=\"translate(")
          .number(kMargin + kColumn * static_cast<double>(2 * (i % 2) + q), 1)
          .markup(" ")
          .number(kHead + kLine * static_cast<double>(i / 2), 1)
          .markup(")\">");
      draw_panel(svg, rows[i], axes, kQuantities[q]);
      svg.markup("</g>\n");
    }
  }
  const double bottom = size.height - kMargin;
  draw_text(svg, {kMargin, bottom}, "Epochs, counted through all stages");
  draw_text(svg, {size.width - kMargin, bottom, TextAnchor::kEnd}, kNotice);
  close_svg(svg);
  return svg.str();
}

}  // namespace myolens
