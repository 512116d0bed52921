#include <CLI/CLI.hpp>
#include <memory>

#include "apps/myolens/command.h"
#include "apps/myolens/metric_table.h"
#include "myolens/experiment/evaluation.h"
#include "myolens/experiment/evaluation_files.h"

namespace myolens {
namespace {

CommandResult run(EvaluateOptions options, Context& context) {
  options.threads = context.threads;
  const Evaluation evaluation = evaluate_run(options, context.progress);
  CommandResult result;
  result.json = evaluation_json(evaluation, context.seed);
  result.text = metric_table(evaluation, context.seed) +
                "Details: " + RunFolder(options.run).evaluation(options.name).string() + "\n" +
                kNotice + "\n";
  return result;
}

Job define(CLI::App& app) {
  auto options = std::make_shared<EvaluateOptions>();
  app.add_option("run", options->run, "Run folder of `myolens train`")->required();
  app.add_option("--cohort", options->cohort,
                 "Another prepared cohort, judged as a whole (unless given: the run's untouched "
                 "test patients)");
  app.add_option("--name", options->name, "Name of the result in the run folder")
      ->capture_default_str();
  return [options](Context& context) { return run(*options, context); };
}

}  // namespace

Command evaluate_command() {
  return {"evaluate", "Models", "Judge a trained classifier on patients it has not seen",
          "myolens evaluate run/", define};
}

}  // namespace myolens
