// Line plots as inline SVG: readable on a phone and on paper, lines told apart by dashes as well as
// by colour.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "myolens/metrics/intervals.h"
#include "myolens/metrics/roc.h"
#include "myolens/report/content.h"
#include "myolens/report/history_curves.h"
#include "myolens/report/html.h"

namespace myolens {

struct RocPlot {
  std::optional<std::vector<RocPoint>> points;  // nothing: drawn as "undefined"
  Estimate auc;
  std::optional<RocPoint> operating_point = {};
};
HtmlWriter roc_plot(const RocPlot& plot);

// Epochs are counted on through the stages, with a line between two stages and the chosen epoch of
// each marked on the selection curve. Nothing to draw gives an empty writer.
HtmlWriter history_plot(const ModelFacts& model, HistoryQuantity quantity);

}  // namespace myolens
