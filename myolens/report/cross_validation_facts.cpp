#include "myolens/report/cross_validation_facts.h"

#include <nlohmann/json.hpp>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/json_fault.h"

namespace myolens {

namespace {

ResampledMean resampled_mean(const nlohmann::json& json) {
  ResampledMean mean;
  mean.runs = json.at("runs").get<int>();
  mean.mean = json.at("mean").get<double>();
  if (!json.at("low").is_null())
    mean.interval = Interval{json.at("low").get<double>(), json.at("high").get<double>()};
  return mean;
}

}  // namespace

CrossValidationFacts read_cross_validation(const RunFolder& run) {
  const std::filesystem::path file = run.path() / "crossval.json";
  try {
    const auto json = nlohmann::json::parse(read_text_file(file));
    CrossValidationFacts facts;
    facts.folds = json.at("folds").get<int>();
    facts.repeats = json.at("repeats").get<int>();
    facts.auc = resampled_mean(json.at("auc_within_folds"));
    facts.accuracy = resampled_mean(json.at("accuracy_within_folds"));
    return facts;
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::kBadFormat, file.string() + " is damaged: " + json_fault(error));
  }
}

}  // namespace myolens
