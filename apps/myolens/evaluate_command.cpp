#include <CLI/CLI.hpp>
#include <memory>

#include "apps/myolens/command.h"
#include "apps/myolens/metric_table.h"
#include "myolens/experiment/evaluation.h"
#include "myolens/experiment/evaluation_files.h"

namespace myolens {
namespace {

struct Options {
  EvaluateOptions evaluate;
  bool show = false;
};

CommandResult run(const Options& options, Context& context) {
  EvaluateOptions settings = options.evaluate;
  settings.threads = context.threads;
  const RunFolder run(settings.run);
  const Evaluation evaluation =
      options.show ? read_evaluation(run, settings.name) : evaluate_run(settings, context.progress);
  CommandResult result;
  result.json = evaluation_json(evaluation, context.seed);
  result.text = metric_table(evaluation, context.seed) +
                "Details: " + run.evaluation(settings.name).string() + "\n" + kNotice + "\n";
  return result;
}

Job define(CLI::App& app) {
  auto options = std::make_shared<Options>();
  EvaluateOptions& evaluate = options->evaluate;
  app.add_option("run", evaluate.run, "Run folder of `myolens train`")->required();
  app.add_option("--cohort", evaluate.cohort,
                 "Another prepared cohort, judged as a whole (unless given: the run's untouched "
                 "test patients)");
  app.add_option("--name", evaluate.name, "Name of the result in the run folder")
      ->capture_default_str();
  app.add_flag("--show", options->show,
               "Print the result kept under this name instead of judging again");
  return [options](Context& context) { return run(*options, context); };
}

}  // namespace

Command evaluate_command() {
  return {"evaluate", "Models", "Judge a trained classifier on patients it has not seen",
          "myolens evaluate run/", define};
}

}  // namespace myolens
