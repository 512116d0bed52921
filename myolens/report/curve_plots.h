// Precision-recall, calibration and decision curves as SVG, in the manner of svg_plot.h.
#pragma once

#include <optional>
#include <vector>

#include "myolens/metrics/calibration_assessment.h"
#include "myolens/metrics/decision_curve.h"
#include "myolens/metrics/precision_recall.h"
#include "myolens/report/html.h"

namespace myolens {

struct PrecisionRecallPlot {
  std::vector<PrecisionRecallPoint> points;  // not empty
  Estimate average_precision;
  std::optional<PrecisionRecallPoint> operating_point = {};
};
HtmlWriter precision_recall_plot(const PrecisionRecallPlot& plot);

// Points at the bins with their intervals. Where there are too few cases to judge, the plot says
// so.
HtmlWriter calibration_plot(const CalibrationAssessment& calibration);

// `points` must not be empty. Deep below 0, where acting on everybody ends up, the plot is cut.
HtmlWriter decision_plot(const std::vector<DecisionPoint>& points);

}  // namespace myolens
