#include "myolens/experiment/faithfulness_files.h"

#include <nlohmann/json.hpp>

#include "myolens/base/csv.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/notice.h"
#include "myolens/base/number_text.h"

namespace myolens {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kResultFile = "faithfulness.json";
constexpr size_t kLargestFile = 4 << 20;

struct Measure {
  const char* name;
  std::optional<MeanEstimate> MethodFaithfulness::*value;
};

constexpr std::array<Measure, 10> kMeasures{
    {{"deletion", &MethodFaithfulness::deletion},
     {"insertion", &MethodFaithfulness::insertion},
     {"black_deletion", &MethodFaithfulness::black_deletion},
     {"outside_share", &MethodFaithfulness::outside_share},
     {"random_head", &MethodFaithfulness::random_head},
     {"random_network", &MethodFaithfulness::random_network},
     {"permuted_labels", &MethodFaithfulness::permuted_labels},
     {"pointing", &MethodFaithfulness::pointing},
     {"heat_in_lesion", &MethodFaithfulness::heat_in_lesion},
     {"overlap", &MethodFaithfulness::overlap}}};

Json json_of(const std::optional<MeanEstimate>& estimate) {
  if (!estimate) return nullptr;
  Json json{{"mean", estimate->mean}, {"low", nullptr}, {"high", nullptr}};
  if (estimate->interval) {
    json["low"] = estimate->interval->low;
    json["high"] = estimate->interval->high;
  }
  return json;
}

std::optional<MeanEstimate> estimate_of(const Json& json) {
  if (json.is_null()) return {};
  MeanEstimate estimate{json.at("mean").get<double>(), {}};
  if (!json.at("low").is_null())
    estimate.interval = {json.at("low").get<double>(), json.at("high").get<double>()};
  return estimate;
}

Json json_of(const Proportion& proportion) {
  return {{"count", proportion.count}, {"total", proportion.total}};
}

Proportion proportion_of(const Json& json) {
  const Proportion proportion{json.at("count").get<int>(), json.at("total").get<int>()};
  if (proportion.count < 0 || proportion.count > proportion.total)
    throw Error(ErrorCode::kBadFormat, "a proportion is out of range");
  return proportion;
}

Json json_of(const MethodFaithfulness& method) {
  Json json{{"method", method.method}, {"yardstick", method.yardstick}};
  for (const Measure& measure : kMeasures) json[measure.name] = json_of(method.*measure.value);
  json["territory_hits"] = json_of(method.territory_hits);
  return json;
}

MethodFaithfulness method_of(const Json& json) {
  MethodFaithfulness method;
  method.method = json.at("method").get<std::string>();
  method.yardstick = json.at("yardstick").get<bool>();
  for (const Measure& measure : kMeasures)
    method.*measure.value = estimate_of(json.at(measure.name));
  method.territory_hits = proportion_of(json.at("territory_hits"));
  return method;
}

Faithfulness result_of(const Json& json) {
  Faithfulness result;
  result.synthetic = json.at("synthetic").get<bool>();
  result.backbone = json.at("backbone").get<std::string>();
  result.strategy = json.at("strategy").get<std::string>();
  result.called_cases = json.at("cases_called_positive").get<int>();
  result.lesion_cases = json.at("cases_with_lesion").get<int>();
  result.outside_area_share = json.at("outside_area_share").get<double>();
  result.lesion_area_share = json.at("lesion_area_share").get<double>();
  result.permuted_accuracy = json.at("permuted_labels_fitted").get<double>();
  for (const Json& method : json.at("methods")) result.methods.push_back(method_of(method));
  for (const Json& group : json.at("errors")) {
    result.errors.push_back(
        {group.at("cause").get<std::string>(), group.at("value").get<std::string>(),
         proportion_of(group.at("missed")), proportion_of(group.at("false_alarms"))});
  }
  return result;
}

Table method_table(const Faithfulness& result) {
  Table table{{"method", "yardstick"}, {}};
  for (const Measure& measure : kMeasures) {
    const std::string name = measure.name;
    table.columns.insert(table.columns.end(), {name, name + "_low", name + "_high"});
  }
  table.columns.insert(table.columns.end(), {"territory_hits", "territory_cases", "notice"});
  for (const MethodFaithfulness& method : result.methods) {
    std::vector<std::string> row{method.method, method.yardstick ? "yes" : "no"};
    for (const Measure& measure : kMeasures) {
      const std::optional<MeanEstimate>& value = method.*measure.value;
      const bool known = value && value->interval;
      row.push_back(value ? exact_text(value->mean) : "");
      row.push_back(known ? exact_text(value->interval->low) : "");
      row.push_back(known ? exact_text(value->interval->high) : "");
    }
    row.insert(row.end(), {std::to_string(method.territory_hits.count),
                           std::to_string(method.territory_hits.total), kNotice});
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table error_table(const Faithfulness& result) {
  Table table{{"cause", "value", "missed", "positive", "false_alarms", "negative", "notice"}, {}};
  for (const ErrorGroup& group : result.errors) {
    table.rows.push_back({group.cause, group.value, std::to_string(group.missed.count),
                          std::to_string(group.missed.total),
                          std::to_string(group.false_alarms.count),
                          std::to_string(group.false_alarms.total), kNotice});
  }
  return table;
}

}  // namespace

Json faithfulness_json(const Faithfulness& result) {
  Json json{{"notice", kNotice},
            {"synthetic", result.synthetic},
            {"backbone", result.backbone},
            {"strategy", result.strategy},
            {"cases_called_positive", result.called_cases},
            {"cases_with_lesion", result.lesion_cases},
            {"outside_area_share", result.outside_area_share},
            {"lesion_area_share", result.lesion_area_share},
            {"permuted_labels_fitted", result.permuted_accuracy},
            {"methods", Json::array()},
            {"errors", Json::array()}};
  for (const MethodFaithfulness& method : result.methods)
    json["methods"].push_back(json_of(method));
  for (const ErrorGroup& group : result.errors) {
    json["errors"].push_back({{"cause", group.cause},
                              {"value", group.value},
                              {"missed", json_of(group.missed)},
                              {"false_alarms", json_of(group.false_alarms)}});
  }
  return json;
}

void write_faithfulness(const std::filesystem::path& folder, const Faithfulness& result) {
  write_file(folder / kResultFile, faithfulness_json(result).dump(2) + "\n");
  write_file(folder / "faithfulness.csv", format_table(method_table(result)));
  if (!result.errors.empty()) write_file(folder / "errors.csv", format_table(error_table(result)));
}

Faithfulness read_faithfulness(const RunFolder& run) {
  const std::filesystem::path file = run.faithfulness() / kResultFile;
  try {
    return result_of(Json::parse(read_text_file(file, kLargestFile)));
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorCode::kBadFormat, file.string() + " is damaged; remove " +
                                           run.faithfulness().string() + " and measure again");
  }
}

}  // namespace myolens
