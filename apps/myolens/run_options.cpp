#include "apps/myolens/run_options.h"

#include <CLI/CLI.hpp>

#include "myolens/base/csv.h"
#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr double kBytesPerGigabyte = 1e9;

void add_protocol_options(RunOptions& options, CLI::App& app) {
  app.option_defaults()->group("Patients");
  app.add_option("--positive", options.run.positive_label,
                 "Label that means disease (CAD unless given)");
  app.add_option("--protocol", options.protocol,
                 "How patients are parted: holdout (80/20, folds of the 80 % choose), validation "
                 "(64/16/20), crossval (every patient is judged), paper (the test part chooses, "
                 "with Hyperband: optimistic)")
      ->capture_default_str();
  app.add_flag("--validation-split", options.validation_split, "The same as --protocol validation");
  app.add_option("--folds", options.run.folds, "Folds that choose, and of cross-validation")
      ->capture_default_str();
  app.add_option("--repeats", options.run.repeats, "Repeats of cross-validation")
      ->capture_default_str();
  app.add_option("--split", options.run.split,
                 "CSV with the columns patient and part (train, validation, test)");
  app.add_option("--threshold", options.threshold,
                 "Probability from which on a case is called positive: a number, youden, or "
                 "sensitivity=SHARE; chosen on the predictions that choose the epochs")
      ->capture_default_str();
}

void add_storage_options(RunOptions& options, CLI::App& app) {
  app.option_defaults()->group("What is kept on disk");
  app.add_option("--cache", options.run.cache.folder,
                 "Folder in which features of the frozen part are kept for further runs")
      ->capture_default_str();
  app.add_option("--cache-limit", options.cache_gigabytes,
                 "Gigabytes that it may take; 0: nothing is kept on disk")
      ->capture_default_str();
  app.add_option("--checkpoint-every", options.run.checkpoint_seconds,
                 "Seconds between two saved states of a stage")
      ->capture_default_str();
  app.option_defaults()->group(kPlainOptions);
}

}  // namespace

void add_run_options(RunOptions& options, const std::string& default_protocol, CLI::App& app) {
  TrainRunOptions& run = options.run;
  options.protocol = default_protocol;
  run.cache.folder = WeightStore::of_user().folder() / "features";
  app.add_option("cohort", run.cohort, "Folder that `myolens prepare` wrote")->required();
  app.add_option("--out", run.out, "New run folder")->required();
  app.add_option("--weights", run.weights,
                 "Where the backbone starts: imagenet (from the store), random, or the name of "
                 "weights in the store (`myolens weights list`)")
      ->capture_default_str();
  add_protocol_options(options, app);
  add_training_options(options.training, app);
  add_search_options(options.search, app);
  add_storage_options(options, app);
}

void add_clinical_options(RunOptions& options, CLI::App& app) {
  app.option_defaults()->group("Clinical data");
  app.add_option("--clinical", options.clinical,
                 "Columns of the manifest that the network reads beside the picture, with commas "
                 "between; all: every one with a clinical heading that is known");
  app.add_option("--clinical-units", options.training.settings.head.clinical_units,
                 "Units of the layer that they go through")
      ->capture_default_str();
  app.option_defaults()->group(kPlainOptions);
}

TrainRunOptions train_run_options(const RunOptions& options, const Context& context) {
  TrainRunOptions run = options.run;
  for (const std::string& column : CLI::detail::split(options.clinical, ',')) {
    if (!trimmed(column).empty()) run.clinical.emplace_back(trimmed(column));
  }
  run.protocol = options.validation_split ? Protocol::kValidation : find_protocol(options.protocol);
  if (!(options.cache_gigabytes >= 0))
    throw Error(ErrorCode::kInvalidArgument, "--cache-limit cannot be negative");
  run.cache.limit_bytes = static_cast<uint64_t>(options.cache_gigabytes * kBytesPerGigabyte);
  ProcedureSettings& procedure = run.procedure;
  procedure.training = training_settings(options.training, folds_choose(run.protocol));
  procedure.training.seed = context.seed;
  procedure.training.threads = static_cast<int>(context.threads);
  procedure.search = head_search(options.search);
  procedure.threshold = parse_threshold_rule(options.threshold);
  if (run.protocol == Protocol::kPaper) {
    procedure.training.selection = Selection::kAccuracy;
    procedure.calibrate = false;
    if (!procedure.search) procedure.search = options.search.search;
  }
  run.identity.words = context.words;
  run.identity.working_folder = std::filesystem::current_path();
  run.identity.settings = context.settings;
  run.resume = !context.resume.empty();
  if (run.resume) run.out = context.resume;
  return run;
}

}  // namespace myolens
