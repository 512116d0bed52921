#include <CLI/CLI.hpp>
#include <memory>

#include "apps/myolens/command.h"
#include "apps/myolens/run_options.h"
#include "myolens/base/number_text.h"
#include "myolens/experiment/optimism.h"

namespace myolens {
namespace {

struct Options {
  RunOptions run;
  int splits = 20;
};

std::string described(const ResampledMean& mean) {
  std::string text = fixed_text(mean.mean, 3);
  if (mean.interval) {
    text += " (95 % interval " + fixed_text(mean.interval->low, 3) + " to " +
            fixed_text(mean.interval->high, 3) + ")";
  }
  if (mean.standard_deviation) text += ", SD " + fixed_text(*mean.standard_deviation, 3);
  return text;
}

CommandResult run(const Options& options, Context& context) {
  OptimismOptions settings;
  settings.run = train_run_options(options.run, context);
  settings.splits = options.splits;
  const Optimism result = measure_optimism(settings, WeightStore::of_user(), context.progress);
  CommandResult answer;
  answer.json = optimism_json(result);
  answer.json["out"] = settings.run.out.string();
  answer.text = "Optimism of an epoch chosen on the test part, over " +
                std::to_string(result.splits.size()) + " splits" +
                (result.synthetic ? " of synthetic patients" : "") + "\n";
  answer.text += "  same fit, accuracy: " + described(result.same_fit_accuracy) + "\n";
  answer.text += "  same fit, AUC: " + described(result.same_fit_auc) + "\n";
  answer.text +=
      "  the paper's 80 % training, accuracy: " + described(result.paper_accuracy) + "\n";
  answer.text += "  the paper's 80 % training, AUC: " + described(result.paper_auc) + "\n";
  answer.text +=
      "Each number is what the test part claims too much; the second pair also holds what the "
      "validation patients add to the training.\n";
  answer.text += "Details: " + settings.run.out.string() + "\n" + kNotice + "\n";
  return answer;
}

Job define(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_run_options(options->run, "validation", app);
  add_clinical_options(options->run, app);
  app.add_option("--backbone", options->run.run.backbone, "Backbone from the catalogue")
      ->capture_default_str();
  app.add_option("--splits", options->splits, "Splits of the patients")->capture_default_str();
  return [options](Context& context) { return run(*options, context); };
}

}  // namespace

Command optimism_command() {
  return {"optimism", "Models", "Measure what choosing the epoch on the test part adds to a score",
          "myolens optimism prepared/ --backbone resnet50 --splits 20 --out optimism/", define};
}

}  // namespace myolens
