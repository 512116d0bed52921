#include <CLI/CLI.hpp>
#include <memory>

#include "apps/myolens/command.h"
#include "apps/myolens/metric_table.h"
#include "apps/myolens/run_options.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"
#include "myolens/experiment/cross_validation.h"

namespace myolens {
namespace {

struct Options {
  RunOptions run;
  std::string strategy = "two-stage";
};

void add_search(const SearchFacts& search, CommandResult& result) {
  result.json["search"] = {{"configurations", search.configurations},
                           {"rung_runs", search.runs},
                           {"best_trial", search.best_trial},
                           {"seconds", search.seconds}};
  result.text += "  Hyperband: " + std::to_string(search.configurations) + " configurations in " +
                 std::to_string(search.runs) + " rung runs, trial " +
                 std::to_string(search.best_trial) + " taken, " + fixed_text(search.seconds, 1) +
                 " s; all of them in trials.csv\n";
}

std::string chosen_text(const RunFacts& facts) {
  if (facts.protocol == "paper")
    return "Selected on the test set: its scores are optimistic by construction.\n";
  if (facts.folds > 0)
    return "The epochs were chosen out of fold (" + std::to_string(facts.folds) +
           " folds); those scores are no measure of performance.\n";
  return "The epochs were chosen on the validation part; its scores are no measure of "
         "performance.\n";
}

// Of cross-validation, as it is kept in the run folder.
void add_estimate(const RunFolder& run, uint64_t seed, CommandResult& result) {
  const auto estimate = nlohmann::ordered_json::parse(read_text_file(run.path() / "crossval.json"));
  const auto line = [&](const std::string& name, const char* key) {
    const auto& mean = estimate.at(key);
    std::string text =
        "  " + name + " within folds, mean: " + fixed_text(mean.at("mean").get<double>(), 3);
    if (!mean.at("low").is_null()) {
      text += " (95 % interval " + fixed_text(mean.at("low").get<double>(), 3) + " to " +
              fixed_text(mean.at("high").get<double>(), 3) + ")";
    }
    return text + "\n";
  };
  result.json["crossval"] = estimate;
  result.text += "The estimate belongs to the procedure, not to the model in the bundle:\n" +
                 line("AUC", "auc_within_folds") + line("accuracy", "accuracy_within_folds") +
                 "Every patient once, scores averaged over the repeats:\n" +
                 metric_table(read_evaluation(run, kCrossvalEvaluation), seed);
}

CommandResult run(const Options& options, Context& context) {
  TrainRunOptions settings = train_run_options(options.run, context);
  settings.procedure.strategy = find_strategy(options.strategy);
  const RunFacts facts = train_run(settings, WeightStore::of_user(), context.progress);

  CommandResult result;
  result.json = {{"run", settings.out.string()}, {"feature_seconds", facts.feature_seconds}};
  result.text = "Trained " + settings.backbone + " in " + settings.out.string() + "\n";
  result.text += "  features of the frozen part: " + fixed_text(facts.feature_seconds, 1) + " s\n";
  if (facts.search.runs > 0) add_search(facts.search, result);
  if (facts.folds > 0) {
    result.json["fold_seconds"] = facts.fold_seconds;
    result.text += "  " + std::to_string(facts.folds) +
                   " folds: " + fixed_text(facts.fold_seconds, 1) + " s\n";
  }
  for (const StageFacts& stage : facts.stages) {
    result.json["stages"].push_back({{"name", stage.name},
                                     {"best_epoch", stage.best_epoch},
                                     {"trained_parameters", stage.trained_parameters},
                                     {"learning_rate", stage.learning_rate},
                                     {"seconds", stage.seconds}});
    result.text += "  " + stage.name + ": " + std::to_string(stage.trained_parameters) +
                   " parameters trained, epoch " + std::to_string(stage.best_epoch) + " kept, " +
                   fixed_text(stage.seconds, 1) + " s\n";
  }
  result.json["protocol"] = facts.protocol;
  result.json["temperature"] = facts.temperature;
  result.text += chosen_text(facts);
  if (facts.protocol == "crossval") {
    add_estimate(RunFolder(settings.out), context.seed, result);
  } else {
    result.text += "Next: myolens evaluate " + settings.out.string() + "\n";
  }
  result.text += std::string(kNotice) + "\n";
  return result;
}

Job define(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--backbone", options->run.run.backbone, "Backbone from the catalogue")
      ->capture_default_str();
  app.add_option(
         "--strategy", options->strategy,
         "scratch, all-layers, frozen-bottom, warm-up, fine-tuning or two-stage; or 1 to 6, "
         "the paper's numbers")
      ->capture_default_str();
  add_run_options(options->run, "holdout", app);
  add_clinical_options(options->run, app);
  return [options](Context& context) { return run(*options, context); };
}

}  // namespace

Command train_command() {
  return {"train", "Models", "Train a classifier in two stages",
          "myolens train prepared/ --out run/ --backbone resnet50", define};
}

}  // namespace myolens
