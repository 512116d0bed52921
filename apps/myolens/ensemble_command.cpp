#include <CLI/CLI.hpp>
#include <memory>

#include "apps/myolens/command.h"
#include "apps/myolens/one_of.h"
#include "myolens/base/number_text.h"
#include "myolens/experiment/ensemble_runs.h"

namespace myolens {
namespace {

constexpr const char* kAuto = "auto";
constexpr const char* kOfTheRuns = "runs";

struct Options {
  std::vector<std::string> runs;
  std::string rule = kAuto;
  std::string threshold = kOfTheRuns;
  std::string out;
};

std::string weight_line(const EnsembleDescription& ensemble, size_t member) {
  return "  " + fixed_text(ensemble.combination.weights[member], 3) + "  " +
         ensemble.members[member] + "\n";
}

CommandResult answer(const RunEnsemble& made, const Options& options) {
  const EnsembleDescription& ensemble = made.description;
  const Combination& combination = ensemble.combination;
  CommandResult result;
  result.json = {{"out", options.out},
                 {"rule", name_of(combination.rule)},
                 {"members", ensemble.members},
                 {"weights", combination.weights},
                 {"intercept", combination.intercept},
                 {"temperature", combination.temperature},
                 {"threshold", ensemble.threshold},
                 {"positive_label", ensemble.labels[0]},
                 {"chosen_on", ensemble.chosen_on},
                 {"choosing_patients", made.patients},
                 {"model_trained_on_synthetic_data", ensemble.synthetic_data}};
  result.json["cross_entropies"] =
      made.choice ? nlohmann::ordered_json(made.choice->losses) : nlohmann::ordered_json();
  result.text = "Ensemble by " + std::string(name_of(combination.rule)) + " of " +
                std::to_string(ensemble.members.size()) + " runs, fitted on " +
                std::to_string(made.patients) + " patients (" + ensemble.chosen_on + ")\n";
  if (made.choice) result.text += "The rule: " + described(*made.choice) + "\n";
  for (size_t i = 0; i < ensemble.members.size(); ++i) result.text += weight_line(ensemble, i);
  result.text += "Called " + ensemble.labels[0] + " from a probability of " +
                 fixed_text(ensemble.threshold, 3) + " on\nFolder: " + options.out + "\n";
  if (ensemble.synthetic_data) result.text += "The runs were trained on synthetic patients.\n";
  result.text += std::string(kNotice) + "\n";
  return result;
}

CommandResult run(const Options& options, Context& context) {
  EnsembleOptions ensemble;
  ensemble.runs.assign(options.runs.begin(), options.runs.end());
  ensemble.out = options.out;
  if (options.rule != kAuto) ensemble.rule = find_combination_rule(options.rule);
  if (options.threshold != kOfTheRuns) ensemble.threshold = parse_threshold_rule(options.threshold);
  return answer(ensemble_runs(ensemble, context.progress), options);
}

Job define(CLI::App& app) {
  auto options = std::make_shared<Options>();
  std::vector<std::string> rules{kAuto};
  for (const CombinationRule rule : kCombinationRules) rules.emplace_back(name_of(rule));
  app.add_option("runs", options->runs,
                 "Run folders of `myolens train` or `compare`, with the same patients")
      ->required();
  app.add_option("--rule", options->rule,
                 "How probabilities are combined; auto: whichever is best in cross-validation on "
                 "the patients that chose")
      ->check(one_of(rules))
      ->capture_default_str();
  app.add_option("--threshold", options->threshold,
                 "A number, youden, sensitivity=SHARE, or runs: as the runs chose theirs")
      ->capture_default_str();
  app.add_option("--out", options->out, "New folder for the ensemble")->required();
  return [options](Context& context) { return run(*options, context); };
}

}  // namespace

Command ensemble_command() {
  return {"ensemble", "Models", "Combine trained classifiers, weighed on validation",
          "myolens ensemble run-1/ run-2/ --out ensemble/", define};
}

}  // namespace myolens
