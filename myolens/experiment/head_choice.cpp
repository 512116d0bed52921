#include "myolens/experiment/head_choice.h"

#include <chrono>

#include "myolens/base/csv.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"

namespace myolens {
namespace {

std::string units_text(const std::vector<int64_t>& units) {
  std::string text;
  for (const int64_t layer : units) text += (text.empty() ? "" : " ") + std::to_string(layer);
  return text;
}

void write_trials(const RunFolder& run, const HeadSearchResult& result, LearningRateRule rule) {
  Table table;
  table.columns = {"trial",
                   "bracket",
                   "rung",
                   "epochs",
                   "hidden_units",
                   "dropout",
                   "a",
                   "warm_up_rate",
                   "l2",
                   "batch_size",
                   "best_epoch",
                   "validation_loss",
                   "validation_accuracy",
                   "chosen"};
  for (size_t i = 0; i < result.runs.size(); ++i) {
    const HeadTrialRun& one = result.runs[i];
    const HeadConfiguration& head = one.configuration;
    const HyperbandRung& rung = one.run.rung;
    table.rows.push_back({std::to_string(one.run.trial), std::to_string(rung.bracket),
                          std::to_string(rung.rung), std::to_string(rung.epochs),
                          units_text(head.head.hidden_units), exact_text(head.head.dropout),
                          exact_text(head.a), exact_text(learning_rates(rule, head.a).warm_up),
                          exact_text(head.l2), std::to_string(head.batch_size),
                          std::to_string(one.best.epoch), exact_text(one.best.validation_loss),
                          exact_text(one.best.validation_accuracy), i == result.best ? "yes" : ""});
  }
  write_file(run.trials(), format_table(table));
}

FrozenFeatures pooled_features(const ModelBundle& bundle, const TrainingImages& images, int threads,
                               Progress& progress) {
  const ClassifierGraph network = build_classifier_graph(bundle);
  return compute_frozen_features(bundle, network.graph, {network.head.pooled}, images.files,
                                 threads, progress);
}

}  // namespace

SearchFacts choose_head(const RunFolder& run, const ModelBundle& bundle,
                        const TrainingImages& images, const HeadSearchSettings& search,
                        TrainingSettings& settings, Progress& progress) {
  check_parts(images);
  const FrozenFeatures features = pooled_features(bundle, images, settings.threads, progress);
  const auto start = std::chrono::steady_clock::now();
  const HeadSearchResult result = search_head(
      {features, images.labels, images.training, images.validation}, search, settings, progress);
  write_trials(run, result, settings.rule);

  const HeadTrialRun& best = result.runs[result.best];
  settings.head = best.configuration.head;
  settings.a = best.configuration.a;
  settings.head_l2 = best.configuration.l2;
  settings.batch_size = best.configuration.batch_size;
  SearchFacts facts;
  for (const HeadTrialRun& one : result.runs) {
    facts.configurations += one.run.rung.rung == 0 ? 1 : 0;
  }
  facts.runs = result.runs.size();
  facts.best_trial = best.run.trial;
  facts.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return facts;
}

}  // namespace myolens
