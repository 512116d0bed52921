// Calibration, curves and subgroups as JSON, for --json and the run folder. Undefined values and
// missing limits are null.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "myolens/metrics/calibration_assessment.h"
#include "myolens/metrics/decision_curve.h"
#include "myolens/metrics/precision_recall.h"
#include "myolens/metrics/subgroups.h"

namespace myolens {

// {"value", "low", "high"}
nlohmann::json to_json(const Coefficient& coefficient);

// {"positives", "negatives", "too_few_to_judge", "recalibration": {"state", "intercept", "slope",
// "in_the_large", "limited"}, "bins": [{"cases", "mean_probability", "observed_rate"}],
// "expected_error", "chance_error": {"mean", "quantile95"}, "seed"}
nlohmann::json to_json(const CalibrationAssessment& assessment);

// {"threshold", "recall", "precision"}
nlohmann::json to_json(const PrecisionRecallPoint& point);

// {"threshold", "model", "treat_all"}
nlohmann::json to_json(const DecisionPoint& point);

// {"name", "cases", "patients", "too_few", "confusion", "accuracy", "sensitivity", "specificity",
// "auc"}
nlohmann::json to_json(const Subgroup& subgroup);

}  // namespace myolens
