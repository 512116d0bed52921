#include "myolens/experiment/evaluation_files.h"

#include <nlohmann/json.hpp>

#include "myolens/base/csv.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/json_fault.h"
#include "myolens/base/notice.h"
#include "myolens/base/number_text.h"
#include "myolens/metrics/summary_json.h"

namespace myolens {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kPredictions = "predictions.csv";
constexpr const char* kMetrics = "metrics.json";
const std::vector<std::string> kColumns{"patient",          "file",        "truth",
                                        "probability",      "call",        "deficit_score",
                                        "share_below_half", "not_assessed"};
constexpr const char* kLogit = "logit";  // missing in what older versions wrote

Table prediction_table(const Evaluation& evaluation) {
  Table table{kColumns, {}};
  const bool with_logits = !evaluation.logits.empty();
  if (with_logits) table.columns.emplace_back(kLogit);
  for (size_t i = 0; i < evaluation.cases.size(); ++i) {
    const ScoredCase& scored = evaluation.cases[i];
    const auto label = [&](bool positive) {
      return positive ? evaluation.classes.positive : evaluation.classes.negative;
    };
    table.rows.push_back({scored.patient, scored.file, label(scored.truth == 1),
                          exact_text(scored.score), label(scored.score >= evaluation.threshold),
                          exact_text(evaluation.deficit[i].score),
                          exact_text(evaluation.share_below_half[i].score),
                          i < evaluation.refusals.size() ? evaluation.refusals[i] : ""});
    if (with_logits) table.rows.back().push_back(exact_text(evaluation.logits[i].score));
  }
  return table;
}

int parse_truth(const std::string& label, const ClassNames& classes, const std::string& origin) {
  if (label == classes.positive) return 1;
  if (label == classes.negative) return 0;
  throw Error(ErrorCode::kBadFormat,
              origin + " is damaged: \"" + label + "\" is no label of it; evaluate again");
}

Json read_metrics(const std::filesystem::path& file) {
  Json json = Json::parse(read_text_file(file), nullptr, false);
  if (!json.is_object())
    throw Error(ErrorCode::kBadFormat, file.string() + " is damaged; evaluate again");
  return json;
}

Json origin_json(const EvaluationOrigin& origin) {
  return {{"model", origin.model},
          {"imagenet_trained", origin.imagenet_trained},
          {"trained_on_synthetic", origin.trained_on_synthetic},
          {"program_version", origin.program_version},
          {"cohort", origin.cohort},
          {"seed", origin.seed}};
}

EvaluationOrigin parse_origin(const Json& json) {
  return {json.at("model"),           json.at("imagenet_trained"), json.at("trained_on_synthetic"),
          json.at("program_version"), json.at("cohort"),           json.at("seed")};
}

}  // namespace

Json evaluation_json(const Evaluation& evaluation, uint64_t seed) {
  Json baselines = Json::array();
  for (const BaselineResult& baseline : baseline_results(evaluation)) {
    Json row{{"name", baseline.name}, {"auc", to_json(baseline.auc)}};
    row["model_minus_baseline"] =
        baseline.comparison ? Json(to_json(*baseline.comparison)) : Json();
    baselines.push_back(row);
  }
  return {{"notice", kNotice},
          {"set", evaluation.name},
          {"synthetic", evaluation.synthetic},
          {"threshold", evaluation.threshold},
          {"selected_on_test_set", evaluation.selected_on_test_set},
          {"test_part_openings", evaluation.openings},
          {"positive_label", evaluation.classes.positive},
          {"negative_label", evaluation.classes.negative},
          {"not_assessed", refused_cases(evaluation)},
          {"origin", evaluation.origin ? origin_json(*evaluation.origin) : Json()},
          {"summary", to_json(summarise(evaluation, seed))},
          {"baselines", baselines}};
}

void write_evaluation(const std::filesystem::path& folder, const Evaluation& evaluation,
                      uint64_t seed) {
  NewFolder work(folder);
  write_file(work.path() / kPredictions, format_table(prediction_table(evaluation)));
  write_file(work.path() / kMetrics, evaluation_json(evaluation, seed).dump(2) + "\n");
  work.commit();
}

bool is_evaluation(const std::filesystem::path& folder) {
  return std::filesystem::exists(folder / kMetrics);
}

Evaluation read_evaluation(const RunFolder& run, const std::string& name) {
  return read_evaluation(run.evaluation(name));
}

Evaluation read_evaluation(const std::filesystem::path& folder) {
  Evaluation evaluation;
  const Json metrics = read_metrics(folder / kMetrics);
  try {
    metrics.at("set").get_to(evaluation.name);
    metrics.at("synthetic").get_to(evaluation.synthetic);
    metrics.at("threshold").get_to(evaluation.threshold);
    metrics.at("selected_on_test_set").get_to(evaluation.selected_on_test_set);
    metrics.at("test_part_openings").get_to(evaluation.openings);
    metrics.at("positive_label").get_to(evaluation.classes.positive);
    metrics.at("negative_label").get_to(evaluation.classes.negative);
    if (const auto origin = metrics.find("origin"); origin != metrics.end() && !origin->is_null())
      evaluation.origin = parse_origin(*origin);
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::kBadFormat,
                (folder / kMetrics).string() + " is damaged: " + json_fault(error));
  }
  const std::string origin = (folder / kPredictions).string();
  const Table table = read_table(folder / kPredictions);
  std::vector<size_t> columns;
  for (const std::string& column : kColumns) columns.push_back(table.column(column, origin));
  const std::optional<size_t> logit = table.find_column(kLogit);
  for (const auto& row : table.rows) {
    ScoredCase scored{row[columns[0]], row[columns[1]],
                      parse_truth(row[columns[2]], evaluation.classes, origin), 0.0};
    const auto with_score = [&](size_t column) {
      scored.score = parse_number(row[column], origin);
      return scored;
    };
    evaluation.cases.push_back(with_score(columns[3]));
    evaluation.deficit.push_back(with_score(columns[5]));
    evaluation.share_below_half.push_back(with_score(columns[6]));
    if (logit) evaluation.logits.push_back(with_score(*logit));
    evaluation.refusals.push_back(row[columns[7]]);
  }
  return evaluation;
}

}  // namespace myolens
