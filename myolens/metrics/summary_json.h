// Results as JSON, for --json and the run folder. Undefined values and missing limits are null.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "myolens/metrics/compare.h"
#include "myolens/metrics/resampled_test.h"
#include "myolens/metrics/summary.h"

namespace myolens {

// {"value", "low", "high", "method", "degenerate"}
nlohmann::json to_json(const Estimate& estimate);

// {"true_positive", "false_negative", "false_positive", "true_negative"}
nlohmann::json to_json(const Confusion& confusion);

// {"classes", "cases", "patients", "threshold", "seed", "confusion", "binary", "macro",
// "average_precision", "brier_score", "majority_accuracy"}
nlohmann::json to_json(const ClassificationSummary& summary);

// {"positives", "negatives", "first_auc", "second_auc", "difference", "low", "high", "method",
// "p_value"}
nlohmann::json to_json(const AucComparison& comparison);

// {"runs", "mean", "standard_error", "low", "high", "t", "p_value"}
nlohmann::json to_json(const ResampledMean& mean);

}  // namespace myolens
