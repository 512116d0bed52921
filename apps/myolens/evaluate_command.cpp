#include <CLI/CLI.hpp>
#include <memory>

#include "apps/myolens/command.h"
#include "apps/myolens/metric_table.h"
#include "apps/myolens/share_option.h"
#include "myolens/base/error.h"
#include "myolens/base/number_text.h"
#include "myolens/classifier/ensemble.h"
#include "myolens/experiment/evaluation.h"
#include "myolens/experiment/evaluation_files.h"
#include "myolens/experiment/open_run.h"
#include "myolens/metrics/prevalence.h"
#include "myolens/metrics/summary_json.h"

namespace myolens {
namespace {

struct Options {
  std::string model;
  std::string cohort;
  std::string name = kTestEvaluation;
  std::string out;
  bool show = false;
  std::optional<double> prevalence;
};

bool is_run(const std::string& folder) {
  return std::filesystem::exists(RunFolder(folder).facts()) || is_unfinished(RunFolder(folder));
}

void add_prevalence(double prevalence, const Evaluation& evaluation, CommandResult& result) {
  const PredictiveValues values = predictive_values_at(
      count_calls(evaluation.cases, evaluation.threshold, evaluation.classes), prevalence);
  result.json["at_prevalence"] = {{"prevalence", prevalence},
                                  {"positive_predictive_value", to_json(values.positive)},
                                  {"negative_predictive_value", to_json(values.negative)}};
  result.text += "Where " + exact_text(100 * prevalence) + " % have " +
                 evaluation.classes.positive +
                 ", with these sensitivity and specificity (the calls stay as they are):\n" +
                 predictive_value_rows(values);
}

CommandResult answer(const Evaluation& evaluation, const std::filesystem::path& folder,
                     const Options& options, uint64_t seed) {
  CommandResult result;
  result.json = evaluation_json(evaluation, seed);
  result.text = metric_table(evaluation, seed);
  if (options.prevalence) add_prevalence(*options.prevalence, evaluation, result);
  result.text += "Details: " + folder.string() + "\n" + kNotice + "\n";
  return result;
}

CommandResult evaluate_run_folder(const Options& options, Context& context) {
  if (!options.out.empty())
    throw Error(ErrorCode::kInvalidArgument,
                "--out is for a bundle; the result of a run is kept in its folder under --name");
  const RunFolder run(options.model);
  const Evaluation evaluation =
      options.show ? read_evaluation(run, options.name)
                   : evaluate_run({options.model, options.cohort, options.name, context.threads},
                                  context.progress);
  return answer(evaluation, run.evaluation(options.name), options, context.seed);
}

CommandResult evaluate_bundle_folder(const Options& options, Context& context) {
  const bool has_test_patients = is_ensemble(options.model);
  if ((options.cohort.empty() && !has_test_patients) || options.out.empty()) {
    throw Error(
        ErrorCode::kInvalidArgument,
        options.model + (has_test_patients
                             ? " is an ensemble; name with --out a folder for the result"
                             : " is no run folder; to judge a bundle, name a prepared cohort and "
                               "--out"));
  }
  const Evaluation evaluation =
      evaluate_bundle({options.model, options.cohort, options.out, context.threads, context.seed},
                      context.progress);
  return answer(evaluation, options.out, options, context.seed);
}

CommandResult run(const Options& options, Context& context) {
  return is_run(options.model) ? evaluate_run_folder(options, context)
                               : evaluate_bundle_folder(options, context);
}

Job define(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("model", options->model, "Run folder of `myolens train`, a bundle, or an ensemble")
      ->required();
  app.add_option("cohort", options->cohort,
                 "Another prepared cohort, judged as a whole (unless given: the untouched test "
                 "patients of the run, or of an ensemble's runs)");
  app.add_option("--name", options->name, "Name of the result in the run folder")
      ->capture_default_str();
  app.add_option("--out", options->out, "Of a bundle or an ensemble: new folder for the result");
  app.add_flag("--show", options->show,
               "Print the result kept under this name instead of judging again");
  app.add_option("--prevalence", options->prevalence,
                 "Also give precision (PPV) and NPV for a place with this share of the positive "
                 "class; calls and stored probabilities stay as they are")
      ->type_name("SHARE")
      ->check(share_between_0_and_1());
  return [options](Context& context) { return run(*options, context); };
}

}  // namespace

Command evaluate_command() {
  return {"evaluate", "Models", "Judge a trained classifier on patients it has not seen",
          "myolens evaluate run/", define};
}

}  // namespace myolens
