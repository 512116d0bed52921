// Scores over the epochs of several stages, counted on from stage to stage. Internal to report/.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "myolens/report/content.h"
#include "myolens/report/plot_frame.h"

namespace myolens {

enum class HistoryQuantity { kAccuracy, kLoss };

struct StageCurves {
  std::string stage;
  int chosen_epoch = 0;  // within the stage, from 1; 0: none
  int first_epoch = 1;   // counted through all stages
  std::vector<std::optional<double>> training;
  std::vector<std::optional<double>> selection;  // as long as `training`
};

// Stages without epochs are left out, values that are not finite become gaps.
std::vector<StageCurves> curves_of(const std::vector<TrainingStage>& stages,
                                   HistoryQuantity quantity);

std::vector<double> measured_values(const std::vector<StageCurves>& curves);
bool has_selection(const std::vector<StageCurves>& curves);

// `curves` and `values` must not be empty. One epoch gets an axis around it.
AxisRange epoch_range(const std::vector<StageCurves>& curves);
AxisRange value_range(const std::vector<double>& values, HistoryQuantity quantity);
Axis epoch_axis(AxisRange range, int most_ticks);  // ticks at whole epochs only

// The curves, a line between two stages and the stages' names above the frame. Selection curves are
// dashed. What lies beyond the axes is cut off.
void draw_curves(HtmlWriter& svg, const PlotFrame& frame, const std::vector<StageCurves>& curves);

// A ring on the selection curve at each chosen epoch, with its number.
void draw_chosen_epochs(HtmlWriter& svg, const PlotFrame& frame,
                        const std::vector<StageCurves>& curves);

// One line from `start` on that explains the two kinds of curves; without `selection` one kind.
// Gives where it ends.
double draw_curve_key(HtmlWriter& svg, PlotPoint start, const std::string& selection);

}  // namespace myolens
