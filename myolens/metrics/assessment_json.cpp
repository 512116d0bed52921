#include "myolens/metrics/assessment_json.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "myolens/metrics/summary_json.h"

namespace myolens {

namespace {

using nlohmann::json;

json or_null(const std::optional<Coefficient>& coefficient) {
  return coefficient ? to_json(*coefficient) : json(nullptr);
}

json recalibration_json(const Recalibration& recalibration) {
  return {{"state", std::string(recalibration_state_text(recalibration.state))},
          {"intercept", or_null(recalibration.intercept)},
          {"slope", or_null(recalibration.slope)},
          {"in_the_large", or_null(recalibration.in_the_large)},
          {"limited", recalibration.limited}};
}

json bins_json(const std::vector<CalibrationBin>& bins) {
  json list = json::array();
  for (const CalibrationBin& bin : bins) {
    list.push_back({{"cases", bin.cases},
                    {"mean_probability", bin.mean_probability},
                    {"observed_rate", to_json(bin.observed_rate)}});
  }
  return list;
}

}  // namespace

json to_json(const Coefficient& coefficient) {
  return {{"value", coefficient.value},
          {"low", coefficient.interval.low},
          {"high", coefficient.interval.high}};
}

json to_json(const CalibrationAssessment& assessment) {
  json result = {{"positives", assessment.sizes.positives},
                 {"negatives", assessment.sizes.negatives},
                 {"too_few_to_judge", assessment.too_few_to_judge},
                 {"recalibration", recalibration_json(assessment.recalibration)},
                 {"bins", bins_json(assessment.bins)},
                 {"expected_error", nullptr},
                 {"chance_error", nullptr},
                 {"seed", assessment.seed}};
  if (assessment.expected_error) result["expected_error"] = *assessment.expected_error;
  if (const auto& chance = assessment.chance_error) {
    result["chance_error"] = {{"mean", chance->mean}, {"quantile95", chance->quantile95}};
  }
  return result;
}

json to_json(const PrecisionRecallPoint& point) {
  return {{"threshold", point.threshold}, {"recall", point.recall}, {"precision", point.precision}};
}

json to_json(const DecisionPoint& point) {
  return {{"threshold", point.threshold}, {"model", point.model}, {"treat_all", point.treat_all}};
}

json to_json(const Subgroup& subgroup) {
  return {{"name", subgroup.name},
          {"cases", subgroup.confusion.total()},
          {"patients", subgroup.patients},
          {"too_few", subgroup.too_few},
          {"confusion", to_json(subgroup.confusion)},
          {"accuracy", to_json(subgroup.accuracy)},
          {"sensitivity", to_json(subgroup.sensitivity)},
          {"specificity", to_json(subgroup.specificity)},
          {"auc", to_json(subgroup.auc)}};
}

}  // namespace myolens
