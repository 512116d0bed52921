#include "myolens/experiment/comparison_files.h"

#include <nlohmann/json.hpp>

#include "myolens/base/csv.h"
#include "myolens/base/file.h"
#include "myolens/base/notice.h"
#include "myolens/base/number_text.h"
#include "myolens/metrics/summary_json.h"

namespace myolens {
namespace {

using Json = nlohmann::ordered_json;

Json or_null(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

Json tests_json(const PairedTests& tests) {
  Json json{{"only_this_right", tests.mcnemar.only_first_correct},
            {"only_reference_right", tests.mcnemar.only_second_correct},
            {"mcnemar_p", tests.mcnemar.p_value},
            {"mcnemar_p_holm", tests.mcnemar_holm}};
  json["auc"] = tests.auc ? Json(to_json(*tests.auc)) : Json();
  json["auc_p_holm"] = or_null(tests.auc_holm);
  return json;
}

Json row_json(const ComparisonRow& row) {
  Json json{{"name", row.name}, {"description", row.description}};
  if (!row.skipped.empty()) {
    json["skipped"] = row.skipped;
    return json;
  }
  json["trained"] = row.trained();
  json["ensemble"] = row.kind == RowKind::kEnsemble;
  if (row.trained()) {
    json["weights"] = row.weights;
    json["seconds"] = row.seconds;
    json["trained_parameters"] = row.trained_parameters;
  }
  json["threshold"] = row.threshold;
  json["summary"] = to_json(*row.summary);
  json["tests"] = row.tests ? tests_json(*row.tests) : Json();
  return json;
}

Json choice_json(const CombinationChoice& choice) {
  Json losses = Json::object();
  for (size_t i = 0; i < choice.losses.size(); ++i)
    losses[std::string(name_of(kCombinationRules[i]))] = choice.losses[i];
  return {{"taken", name_of(choice.rule)}, {"folds", choice.folds}, {"cross_entropy", losses}};
}

std::string text(const std::optional<double>& value) { return value ? exact_text(*value) : ""; }

void add_measures(const std::string& kind, const MetricSet& set, const ComparisonRow& row,
                  Table& table) {
  const auto add = [&](const std::string& name, const Estimate& estimate) {
    table.rows.push_back({row.name, kind, name, text(estimate.value),
                          estimate.interval ? exact_text(estimate.interval->low) : "",
                          estimate.interval ? exact_text(estimate.interval->high) : "",
                          std::string(interval_method_name(estimate.method))});
  };
  add("accuracy", set.accuracy);
  add("sensitivity", set.sensitivity);
  add("specificity", set.specificity);
  add("precision", set.precision);
  add("f1", set.f1);
  add("auc", set.auc);
}

Table measure_table(const Comparison& comparison) {
  Table table{{"row", "kind", "measure", "value", "low", "high", "method"}, {}};
  for (const ComparisonRow& row : comparison.rows) {
    if (!row.summary) continue;
    add_measures("binary", row.summary->binary, row, table);
    add_measures("macro", row.summary->macro, row, table);
  }
  return table;
}

Table prediction_table(const Comparison& comparison) {
  Table table{{"patient", "file", "truth"}, {}};
  const ComparisonRow* first = nullptr;
  for (const ComparisonRow& row : comparison.rows) {
    if (!row.summary) continue;
    if (!first) first = &row;
    table.columns.push_back(row.name);
  }
  for (const ScoredCase& one : first->cases) {
    table.rows.push_back(
        {one.patient, one.file,
         one.truth == 1 ? comparison.classes.positive : comparison.classes.negative});
  }
  for (const ComparisonRow& row : comparison.rows) {
    if (!row.summary) continue;
    const std::vector<ScoredCase> joined = joined_by_name(first->cases, row.cases);
    for (size_t i = 0; i < joined.size(); ++i) table.rows[i].push_back(exact_text(joined[i].score));
  }
  return table;
}

}  // namespace

Json comparison_json(const Comparison& comparison) {
  Json rows = Json::array();
  for (const ComparisonRow& row : comparison.rows) rows.push_back(row_json(row));
  Json json{{"notice", kNotice},
            {"comparison", comparison.title},
            {"reference", comparison.reference},
            {"synthetic", comparison.synthetic},
            {"selected_on_test_set", comparison.selected_on_test_set},
            {"tests_per_family", comparison.tests}};
  if (comparison.detectable) {
    json["detectable_accuracy"] = {
        {"discordant_cases", comparison.detectable->discordant_cases},
        {"observed_difference", comparison.detectable->observed_difference},
        {"true_difference_at_80_percent_power", comparison.detectable->true_difference}};
  }
  json["detectable_auc_difference_at_80_percent_power"] = or_null(comparison.detectable_auc);
  json["ensemble_choice"] =
      comparison.ensemble_choice ? choice_json(*comparison.ensemble_choice) : Json();
  json["rows"] = rows;
  return json;
}

void write_comparison(const std::filesystem::path& folder, const Comparison& comparison) {
  write_file(folder / "comparison.json", comparison_json(comparison).dump(2) + "\n");
  write_file(folder / "comparison.csv", format_table(measure_table(comparison)));
  write_file(folder / "predictions.csv", format_table(prediction_table(comparison)));
}

}  // namespace myolens
