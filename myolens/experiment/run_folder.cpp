#include "myolens/experiment/run_folder.h"

#include <nlohmann/json.hpp>

#include "myolens/base/csv.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/json_fault.h"
#include "myolens/base/number_text.h"

namespace myolens {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(StageFacts, name, first_trained_layer, trained_parameters,
                                   learning_rate, best_epoch, seconds)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PartFacts, name, positives, negatives)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SearchFacts, configurations, runs, best_trial, seconds)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RunFacts, format_version, cohort, protocol, folds, strategy,
                                   rule, a, selection, optimiser, batch_size, precision, variants,
                                   temperature, threshold_rule, seed, parameters, feature_seconds,
                                   fold_seconds, search, parts, stages)

namespace {

const std::vector<std::string> kHistoryColumns{"stage",           "epoch",
                                               "training_loss",   "training_accuracy",
                                               "validation_loss", "validation_accuracy"};

std::string optional_text(const std::optional<double>& value) {
  return value ? exact_text(*value) : "";
}

std::optional<double> parse_optional(const std::string& text, const std::string& origin) {
  if (text.empty()) return std::nullopt;
  return parse_number(text, origin);
}

}  // namespace

void write_facts(const RunFolder& run, const RunFacts& facts) {
  write_file(run.facts(), nlohmann::json(facts).dump(2) + "\n");
}

RunFacts read_facts(const RunFolder& run) {
  if (!std::filesystem::exists(run.facts())) {
    const std::string name = run.path().string();
    throw Error(ErrorCode::kNotFound,
                std::filesystem::exists(run.state())
                    ? name + " is an unfinished run; finish it with `myolens resume " + name + "`"
                    : name + " is no run; give the folder that `myolens train --out` wrote");
  }
  try {
    const auto json = nlohmann::json::parse(read_text_file(run.facts()));
    const auto& version = json.at("format_version");
    if (version != kFactsFormatVersion) {
      throw Error(ErrorCode::kBadFormat,
                  run.facts().string() + " has the format version " + version.dump() + ", not " +
                      std::to_string(kFactsFormatVersion) + "; train again with this program");
    }
    return json.get<RunFacts>();
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::kBadFormat, run.facts().string() + " is damaged: " + json_fault(error));
  }
}

void write_history(const RunFolder& run, const std::vector<StageHistory>& stages) {
  Table table{kHistoryColumns, {}};
  for (const StageHistory& stage : stages) {
    for (const EpochScores& epoch : stage.epochs) {
      table.rows.push_back(
          {stage.stage, std::to_string(epoch.epoch), optional_text(epoch.training_loss),
           optional_text(epoch.training_accuracy), optional_text(epoch.validation_loss),
           optional_text(epoch.validation_accuracy)});
    }
  }
  write_file(run.history(), format_table(table));
}

std::vector<StageHistory> read_history(const RunFolder& run) {
  const std::string origin = run.history().string();
  const Table table = read_table(run.history());
  std::vector<size_t> columns;
  for (const std::string& name : kHistoryColumns) columns.push_back(table.column(name, origin));
  std::vector<StageHistory> stages;
  for (const auto& row : table.rows) {
    const auto field = [&](size_t column) -> const std::string& { return row[columns[column]]; };
    if (stages.empty() || stages.back().stage != field(0)) stages.push_back({field(0), {}});
    stages.back().epochs.push_back(
        {parse_integer(field(1), origin), parse_optional(field(2), origin),
         parse_optional(field(3), origin), parse_optional(field(4), origin),
         parse_optional(field(5), origin)});
  }
  return stages;
}

}  // namespace myolens
