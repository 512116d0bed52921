#include <CLI/CLI.hpp>
#include <memory>

#include "apps/myolens/command.h"
#include "apps/myolens/search_options.h"
#include "apps/myolens/training_options.h"
#include "myolens/base/number_text.h"
#include "myolens/experiment/train_run.h"

namespace myolens {
namespace {

struct Options {
  TrainRunOptions run;
  TrainingOptions training;
  SearchOptions search;
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

CommandResult run(const Options& options, Context& context) {
  TrainRunOptions settings = options.run;
  settings.training = training_settings(options.training);
  settings.training.seed = context.seed;
  settings.training.threads = static_cast<int>(context.threads);
  settings.config = context.settings;
  settings.search = head_search(options.search);
  const RunFacts facts = train_run(settings, WeightStore::of_user(), context.progress);

  CommandResult result;
  result.json = {{"run", settings.out.string()}, {"feature_seconds", facts.feature_seconds}};
  result.text = "Trained " + settings.backbone + " in " + settings.out.string() + "\n";
  result.text += "  features of the frozen part: " + fixed_text(facts.feature_seconds, 1) + " s\n";
  if (facts.search.runs > 0) add_search(facts.search, result);
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
  result.text +=
      "The epochs were chosen on the validation part; its scores are no measure of performance.\n"
      "Next: myolens evaluate " +
      settings.out.string() + "\n" + kNotice + "\n";
  return result;
}

Job define(CLI::App& app) {
  auto options = std::make_shared<Options>();
  TrainRunOptions& run_options = options->run;
  app.add_option("cohort", run_options.cohort, "Folder that `myolens prepare` wrote")->required();
  app.add_option("--out", run_options.out, "New run folder")->required();
  app.add_option("--backbone", run_options.backbone, "Backbone from the catalogue")
      ->capture_default_str();
  app.add_option("--weights", run_options.weights,
                 "Where the backbone starts: imagenet (from the store), random, or the name of "
                 "weights in the store (`myolens weights list`)")
      ->capture_default_str();
  app.add_option("--positive", run_options.positive_label,
                 "Label that means disease (CAD unless given)");
  app.add_option("--split", run_options.split,
                 "CSV with the columns patient and part (train, validation, test)");
  add_training_options(options->training, app);
  add_search_options(options->search, app);
  return [options](Context& context) { return run(*options, context); };
}

}  // namespace

Command train_command() {
  return {"train", "Models", "Train a classifier in two stages",
          "myolens train prepared/ --out run/ --backbone resnet50", define};
}

}  // namespace myolens
