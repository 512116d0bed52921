#include "myolens/experiment/comparison_baselines.h"

#include <algorithm>
#include <map>

#include "myolens/base/parallel.h"
#include "myolens/cohort/split.h"
#include "myolens/experiment/baselines.h"
#include "myolens/experiment/clinical_baseline.h"
#include "myolens/metrics/threshold.h"

namespace myolens {
namespace {

class Baselines {
 public:
  Baselines(const RunFolder& run, const Evaluation& evaluation, const BaselineOptions& options)
      : evaluation_(evaluation),
        seed_(options.seed),
        threads_(options.threads),
        columns_(options.clinical),
        prepared_(read_prepared_cohort(
            read_facts(run).cohort, {.positive_label = evaluation.classes.positive, .labels = {}})),
        training_(training_entries(run)) {}

  std::vector<ComparisonRow> rows() const { return {majority(), deficit(), clinical()}; }

 private:
  std::vector<size_t> training_entries(const RunFolder& run) const {
    const Split split = read_split(run.split(), prepared_.cohort);
    std::vector<size_t> entries = entries_of(prepared_.cohort, split.train);
    const auto validation = entries_of(prepared_.cohort, split.validation);
    entries.insert(entries.end(), validation.begin(), validation.end());
    return entries;
  }

  bool is_positive(size_t entry) const {
    return prepared_.cohort.entries[entry].label == prepared_.cohort.positive_label;
  }

  ComparisonRow row(const std::string& name, const std::string& description,
                    std::vector<ScoredCase> cases, double threshold) const {
    ComparisonRow row;
    row.name = name;
    row.description = description;
    row.threshold = threshold;
    row.cases = std::move(cases);
    row.summary = summarise(row.cases, threshold, seed_, evaluation_.classes, ScoreKind::kOther);
    return row;
  }

  ComparisonRow majority() const {
    const auto positives =
        std::ranges::count_if(training_, [&](size_t entry) { return is_positive(entry); });
    const bool more_positives = 2 * static_cast<size_t>(positives) >= training_.size();
    std::vector<ScoredCase> cases = evaluation_.cases;
    for (ScoredCase& one : cases) one.score = more_positives ? 1.0 : 0.0;
    return row("majority", "always the more frequent class of the training patients",
               std::move(cases), 0.5);
  }

  ComparisonRow deficit() const {
    const BaselineScorer scorer(learn_normal_maps(prepared_, training_, threads_));
    std::vector<ScoredCase> training(training_.size());
    parallel_for(training_.size(), threads_, [&](size_t i) {
      const CohortEntry& entry = prepared_.cohort.entries[training_[i]];
      training[i] = {
          entry.patient, entry.file.string(), is_positive(training_[i]) ? 1 : 0,
          scorer.score(load_map(prepared_, training_[i]), normal_group_of(entry)).deficit};
    });
    ThresholdRule youden;
    youden.kind = ThresholdRule::Kind::kYouden;
    return row("deficit",
               "deficit against normal maps, threshold by Youden on the training patients",
               evaluation_.deficit, choose_threshold(training, youden).value());
  }

  ComparisonRow clinical() const {
    const auto model = ClinicalBaseline::fit(prepared_.cohort, training_, columns_);
    ComparisonRow skipped;
    skipped.name = "clinical";
    skipped.description = "clinical variables only, logistic regression";
    skipped.skipped = "the manifest has no clinical variable that is known by name";
    if (!model) return skipped;
    std::map<std::string, const CohortEntry*> entries;
    for (const CohortEntry& entry : prepared_.cohort.entries)
      entries[path_within(entry.file, prepared_.cohort.folder)] = &entry;
    std::vector<ScoredCase> cases = evaluation_.cases;
    for (ScoredCase& one : cases) one.score = model->probability(*entries.at(one.file));
    std::string columns;
    for (const std::string& name : model->encoding().names())
      columns += (columns.empty() ? "" : ", ") + name;
    return row("clinical", "logistic regression on " + columns, std::move(cases), 0.5);
  }

  const Evaluation& evaluation_;
  const uint64_t seed_;
  const size_t threads_;
  const std::vector<std::string> columns_;
  const PreparedCohort prepared_;
  const std::vector<size_t> training_;
};

}  // namespace

std::vector<ComparisonRow> baseline_rows(const RunFolder& run, const Evaluation& evaluation,
                                         const BaselineOptions& options) {
  return Baselines(run, evaluation, options).rows();
}

}  // namespace myolens
