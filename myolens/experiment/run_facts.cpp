#include "myolens/experiment/run_facts.h"

#include <algorithm>

#include "myolens/metrics/summary.h"

namespace myolens {
namespace {

std::string rule_name(LearningRateRule rule) {
  return {static_cast<char>('A' + static_cast<int>(rule))};
}

std::string optimiser_name(OptimiserKind kind) {
  switch (kind) {
    case OptimiserKind::kAdam:
      return "adam";
    case OptimiserKind::kAdamW:
      return "adamw";
    case OptimiserKind::kSgd:
      return "sgd";
  }
  return "";
}

SearchFacts search_facts(const ProcedureResult& result) {
  SearchFacts facts;
  if (!result.search) return facts;
  for (const HeadTrialRun& one : result.search->runs)
    facts.configurations += one.run.rung.rung == 0 ? 1 : 0;
  facts.runs = result.search->runs.size();
  facts.best_trial = result.search->runs[result.search->best].run.trial;
  facts.seconds = result.search_seconds;
  return facts;
}

BundleMetric metric(const std::string& name, const std::string& measured_on,
                    const Estimate& estimate) {
  BundleMetric result;
  result.name = name;
  result.measured_on = measured_on;
  result.value = estimate.value.value_or(0.0);
  if (estimate.interval) {
    result.low = estimate.interval->low;
    result.high = estimate.interval->high;
  }
  return result;
}

}  // namespace

std::string choosing_set(Protocol protocol) {
  switch (protocol) {
    case Protocol::kHoldout:
    case Protocol::kCrossval:
      return "out of fold, training patients";
    case Protocol::kValidation:
      return "validation patients, which chose";
    case Protocol::kPaper:
      return "test patients, which chose: optimistic";
  }
  return "";
}

RunFacts run_facts(const ProcedureResult& result, const ModelBundle& start,
                   const TrainRunOptions& options) {
  const TrainingSettings& training = result.training;
  ModelBundle bundle = start;
  bundle.head = training.head;
  bundle.clinical = result.clinical;
  RunFacts facts;
  facts.cohort = std::filesystem::absolute(options.cohort).lexically_normal().string();
  facts.protocol = name_of(options.protocol);
  facts.folds = folds_choose(options.protocol) ? options.folds : 0;
  facts.strategy = entry_of(options.procedure.strategy).name;
  facts.rule = rule_name(training.rule);
  facts.a = training.a;
  facts.selection = training.selection == Selection::kLoss ? "loss" : "accuracy";
  facts.precision = precision_name(training.precision);
  facts.optimiser = optimiser_name(training.optimiser.kind);
  facts.batch_size = training.batch_size;
  facts.variants = training.augmentation.variants + 1;
  facts.temperature = result.temperature;
  facts.threshold_rule = threshold_rule_name(options.procedure.threshold);
  facts.seed = training.seed;
  facts.parameters = build_classifier_graph(bundle).graph.parameters();
  facts.fold_seconds = result.fold_seconds;
  facts.search = search_facts(result);
  for (const FittedStage& stage : result.stages) {
    facts.stages.push_back({stage.plan.recipe.name, stage.plan.first_trained, stage.plan.parameters,
                            stage.plan.recipe.learning_rate, stage.epoch, stage.seconds});
  }
  return facts;
}

std::vector<StageHistory> stage_histories(const ProcedureResult& result) {
  std::vector<StageHistory> histories;
  for (const FittedStage& stage : result.stages)
    histories.push_back({stage.plan.recipe.name, stage.curve});
  for (const FittedStage& stage : result.stages) {
    if (!stage.refit.empty()) histories.push_back({stage.plan.recipe.name + " refit", stage.refit});
  }
  return histories;
}

std::vector<BundleMetric> choosing_metrics(const ProcedureResult& result, const TrainingData& data,
                                           Protocol protocol) {
  const std::vector<ScoredCase> cases = choosing_cases(result, data);
  const ClassificationSummary summary = summarise(cases, result.threshold, result.training.seed);
  const std::string set = choosing_set(protocol);
  return {metric("accuracy", set, summary.binary.accuracy),
          metric("sensitivity", set, summary.binary.sensitivity),
          metric("specificity", set, summary.binary.specificity),
          metric("AUC", set, summary.binary.auc)};
}

}  // namespace myolens
