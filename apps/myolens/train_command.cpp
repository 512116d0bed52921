#include <CLI/CLI.hpp>
#include <map>
#include <memory>

#include "apps/myolens/command.h"
#include "myolens/base/number_text.h"
#include "myolens/experiment/train_run.h"

namespace myolens {
namespace {

const std::map<std::string, LearningRateRule> kRules{
    {"A", LearningRateRule::kA}, {"B", LearningRateRule::kB}, {"C", LearningRateRule::kC}};
const std::map<std::string, Selection> kSelections{{"loss", Selection::kLoss},
                                                   {"accuracy", Selection::kAccuracy}};

// CLI11 cannot write the effective value of an enumeration back into a configuration, so names are
// kept as text.
struct Options {
  TrainRunOptions run;
  std::string rule = "A";
  std::string selection = "loss";
};

CommandResult run(const Options& options, Context& context) {
  TrainRunOptions settings = options.run;
  settings.training.rule = kRules.at(options.rule);
  settings.training.selection = kSelections.at(options.selection);
  settings.training.seed = context.seed;
  settings.training.threads = static_cast<int>(context.threads);
  settings.config = context.settings;
  const RunFacts facts = train_run(settings, WeightStore::of_user(), context.progress);

  CommandResult result;
  result.json = {{"run", settings.out.string()}, {"feature_seconds", facts.feature_seconds}};
  result.text = "Trained " + settings.backbone + " in " + settings.out.string() + "\n";
  result.text += "  features of the frozen part: " + fixed_text(facts.feature_seconds, 1) + " s\n";
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

std::vector<std::string> names(const auto& table) {
  std::vector<std::string> result;
  for (const auto& [name, value] : table) result.push_back(name);
  return result;
}

Job define(CLI::App& app) {
  auto options = std::make_shared<Options>();
  TrainRunOptions& run_options = options->run;
  TrainingSettings& training = run_options.training;
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
  app.add_option("--units", training.head.hidden_units, "Units of each hidden layer of the head")
      ->capture_default_str();
  app.add_option("--dropout", training.head.dropout, "Dropout rate behind each hidden layer")
      ->capture_default_str();
  app.add_option("--warm-up-epochs", training.warm_up_epochs, "Epochs with the backbone frozen")
      ->capture_default_str();
  app.add_option("--fine-tuning-epochs", training.fine_tuning_epochs,
                 "Epochs of the top layers; 0 leaves them out")
      ->capture_default_str();
  app.add_option("--batch", training.batch_size, "Pictures per step")->capture_default_str();
  app.add_option("--rule", options->rule, "Learning rates from a: A, B or C (docs/paper.md)")
      ->check(CLI::IsMember(names(kRules)))
      ->capture_default_str();
  app.add_option("--a", training.a, "Parameter of the rule; the paper tunes it between 3 and 4")
      ->capture_default_str();
  app.add_option("--select", options->selection,
                 "Epoch kept: lowest validation loss, or the paper's accuracy")
      ->check(CLI::IsMember(names(kSelections)))
      ->capture_default_str();
  return [options](Context& context) { return run(*options, context); };
}

}  // namespace

Command train_command() {
  return {"train", "Models", "Train a classifier in two stages",
          "myolens train prepared/ --out run/ --backbone resnet50", define};
}

}  // namespace myolens
