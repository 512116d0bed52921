#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "apps/myolens/command.h"
#include "apps/myolens/comparison_table.h"
#include "apps/myolens/one_of.h"
#include "apps/myolens/run_options.h"
#include "apps/myolens/today.h"
#include "myolens/backbones/catalogue.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/experiment/comparison.h"
#include "myolens/experiment/comparison_files.h"
#include "myolens/report/comparison_page.h"

namespace myolens {
namespace {

constexpr const char* kStrategies = "strategies";
constexpr const char* kBackbones = "backbones";
constexpr const char* kClinical = "clinical";

constexpr const char* kImage = "image";
constexpr const char* kImageAndClinical = "image-clinical";

// Of --quick: to see whether all is in place, not for results.
constexpr int kQuickEpochs = 3;

struct Options {
  std::string what;
  RunOptions run;
  std::string backbone = "resnet50";
  std::string backbones = "all";
  std::string strategies = "all";
  std::string reference = "auto";
  bool quick = false;
};

std::vector<ComparedTraining> compared_strategies(const Options& options) {
  std::vector<ComparedTraining> trainings;
  const auto add = [&](const StrategyEntry& entry) {
    trainings.push_back({std::string(entry.name),
                         std::to_string(entry.number) + ": " + std::string(entry.description),
                         options.backbone, entry.strategy});
  };
  if (options.strategies == "all") {
    for (const StrategyEntry& entry : strategies()) add(entry);
    return trainings;
  }
  for (const std::string& name : CLI::detail::split(options.strategies, ','))
    add(entry_of(find_strategy(name)));
  return trainings;
}

std::vector<ComparedTraining> compared_backbones(const Options& options) {
  std::vector<std::string> names;
  if (options.backbones == "all") {
    for (const Backbone& backbone : backbone_catalogue()) names.emplace_back(backbone.name);
  } else {
    names = CLI::detail::split(options.backbones, ',');
  }
  std::vector<ComparedTraining> trainings;
  for (const std::string& name : names) {
    const Backbone& backbone = find_backbone(name);
    trainings.push_back(
        {std::string(backbone.name), "two-stage", std::string(backbone.name), Strategy::kTwoStage});
  }
  return trainings;
}

// Two networks that differ in nothing else; clinical values alone are a baseline of every
// comparison.
std::vector<ComparedTraining> compared_inputs(const Options& options) {
  ComparedTraining image{kImage, "the picture alone", options.backbone, Strategy::kTwoStage};
  image.clinical = false;
  return {
      image,
      {kImageAndClinical, "picture and clinical columns", options.backbone, Strategy::kTwoStage}};
}

std::vector<ComparedTraining> compared_trainings(const Options& options) {
  if (options.what == kStrategies) return compared_strategies(options);
  return options.what == kBackbones ? compared_backbones(options) : compared_inputs(options);
}

std::string reference_of(const Options& options, const std::vector<ComparedTraining>& trainings) {
  if (options.reference != "auto") return options.reference;
  if (options.what == kStrategies) return std::string(entry_of(Strategy::kTwoStage).name);
  if (options.what == kClinical) return kImageAndClinical;
  const bool resnet50 =
      std::ranges::find(trainings, "resnet50", &ComparedTraining::name) != trainings.end();
  return resnet50 ? "resnet50" : trainings.at(0).name;
}

CommandResult run(const Options& options, Context& context) {
  ComparisonOptions comparison;
  comparison.title = options.what == kClinical ? "inputs" : options.what;
  comparison.run = train_run_options(options.run, context);
  comparison.trainings = compared_trainings(options);
  if (options.what == kClinical && comparison.run.clinical.empty())
    comparison.run.clinical = {std::string(kAllClinicalColumns)};
  comparison.reference = reference_of(options, comparison.trainings);
  if (options.quick) {
    comparison.run.procedure.training.warm_up_epochs = kQuickEpochs;
    comparison.run.procedure.training.fine_tuning_epochs = kQuickEpochs;
  }
  const std::filesystem::path page = comparison.run.out / "comparison.html";
  comparison.write_more = [&](const Comparison& result) {
    write_file(page, render_comparison(result, today()));
    const std::string curves = render_curves(result);
    if (!curves.empty()) write_file(comparison.run.out / "curves.svg", curves);
  };
  const Comparison result = compare_trainings(comparison, WeightStore::of_user(), context.progress);
  CommandResult answer;
  answer.json = comparison_json(result);
  answer.json["page"] = page.string();
  answer.json["out"] = comparison.run.out.string();
  answer.text = comparison_table(result);
  if (options.quick)
    answer.text += "Quick: " + std::to_string(kQuickEpochs) +
                   " epochs a stage, to see whether all is in place; no result.\n";
  answer.text += "Page: " + page.string() + "\nDetails: " + comparison.run.out.string() + "\n" +
                 kNotice + "\n";
  return answer;
}

Job define(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("what", options->what,
                 "strategies (the paper's six), backbones, or clinical (the picture alone, and "
                 "with clinical columns)")
      ->required()
      ->check(one_of({kStrategies, kBackbones, kClinical}));
  add_run_options(options->run, "validation", app);
  add_clinical_options(options->run, app);
  app.add_option("--backbone", options->backbone, "Of strategies and clinical: the backbone")
      ->capture_default_str();
  app.add_option("--backbones", options->backbones,
                 "Of backbones: all, or names with commas between")
      ->capture_default_str();
  app.add_option("--strategies", options->strategies,
                 "Of strategies: all, or names or numbers with commas between")
      ->capture_default_str();
  app.add_option("--reference", options->reference,
                 "Row that the others are tested against; auto: two-stage, resnet50, or "
                 "image-clinical")
      ->capture_default_str();
  app.add_flag("--quick", options->quick, "Three epochs a stage, to try whether all is in place");
  return [options](Context& context) { return run(*options, context); };
}

}  // namespace

Command compare_command() {
  return {"compare", "Models",
          "Compare strategies, backbones, or a picture with and without clinical data",
          "myolens compare strategies prepared/ --backbone resnet50 --out comparison/", define};
}

}  // namespace myolens
