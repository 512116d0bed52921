#include "myolens/experiment/cross_validation.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "myolens/base/csv.h"
#include "myolens/base/file.h"
#include "myolens/base/notice.h"
#include "myolens/base/number_text.h"
#include "myolens/cohort/folds.h"
#include "myolens/experiment/baselines.h"
#include "myolens/experiment/evaluation_files.h"
#include "myolens/metrics/roc.h"
#include "myolens/metrics/summary_json.h"

namespace myolens {
namespace {

// Of one picture, over the repeats.
struct Collected {
  double probability = 0;
  double deficit = 0;
  double share_below_half = 0;
};

class CrossValidator {
 public:
  CrossValidator(const CrossValidationTask& task, const RunFolder& run, Progress& progress)
      : task_(task),
        run_(run),
        progress_(progress),
        cohort_(task.prepared.cohort),
        data_(task.procedure.data),
        seed_(task.procedure.settings.training.seed),
        collected_(data_.entries.size()) {}

  CrossValidation run() {
    progress_.begin("cross-validation",
                    static_cast<size_t>(task_.folds) * static_cast<size_t>(task_.repeats));
    for (int repeat = 1; repeat <= task_.repeats; ++repeat) {
      const std::string name = "repeat " + std::to_string(repeat);
      const auto outer = make_folds(cohort_, task_.patients, {task_.folds, seed_, name});
      for (size_t fold = 0; fold < outer.size(); ++fold)
        judge_fold(repeat, outer, fold, name + " fold " + std::to_string(fold + 1));
    }
    progress_.end();
    CrossValidation result;
    result.averaged = averaged();
    const double test_per_training = 1.0 / (task_.folds - 1);
    if (!aucs_.empty()) result.auc = corrected_resampled_test(aucs_, test_per_training);
    result.accuracy = corrected_resampled_test(accuracies_, test_per_training);
    write(result);
    return result;
  }

 private:
  void judge_fold(int repeat, const std::vector<std::vector<std::string>>& outer, size_t fold,
                  const std::string& name) {
    std::vector<std::string> others;
    for (size_t i = 0; i < outer.size(); ++i) {
      if (i != fold) others.insert(others.end(), outer[i].begin(), outer[i].end());
    }
    std::ranges::sort(others);
    const auto inner = make_folds(cohort_, others, {task_.folds, seed_, name + " inner"});
    SilentProgress silent;
    const ProcedureResult result = run_procedure(
        task_.procedure, {folds_of(data_, cohort_, inner), samples_of(data_, cohort_, outer[fold])},
        name, silent);
    const BaselineScorer baselines(
        learn_normal_maps(task_.prepared, entries_of_samples(others), threads()));
    std::vector<ScoredCase> cases;
    size_t correct = 0;
    for (const ScoredSample& one : result.watched) {
      const double score = probability(one.logit, result.temperature);
      const ScoredCase scored = case_of(one.sample, score);
      correct += (score >= result.threshold) == (scored.truth == 1) ? 1 : 0;
      collect(one.sample, score, baselines);
      table_.rows.push_back({scored.patient, scored.file, label_of(one.sample),
                             std::to_string(repeat), std::to_string(fold + 1), exact_text(score),
                             exact_text(result.threshold)});
      cases.push_back(scored);
    }
    if (const auto auc = area_under_roc(cases)) aucs_.push_back(*auc);
    accuracies_.push_back(static_cast<double>(correct) / static_cast<double>(cases.size()));
    thresholds_ += result.threshold;
    progress_.advance();
  }

  size_t threads() const { return static_cast<size_t>(task_.procedure.settings.training.threads); }

  std::vector<size_t> entries_of_samples(const std::vector<std::string>& patients) const {
    std::vector<size_t> entries;
    for (const size_t sample : samples_of(data_, cohort_, patients))
      entries.push_back(data_.entries[sample]);
    return entries;
  }

  const CohortEntry& entry_of_sample(size_t sample) const {
    return cohort_.entries[data_.entries[sample]];
  }
  const std::string& label_of(size_t sample) const { return entry_of_sample(sample).label; }

  ScoredCase case_of(size_t sample, double score) const {
    const CohortEntry& entry = entry_of_sample(sample);
    return {entry.patient, path_within(entry.file, cohort_.folder),
            data_.labels[sample] == 0 ? 1 : 0, score};
  }

  void collect(size_t sample, double score, const BaselineScorer& baselines) {
    const BaselineScores arithmetic = baselines.score(
        load_map(task_.prepared, data_.entries[sample]), normal_group_of(entry_of_sample(sample)));
    const double share = 1.0 / task_.repeats;
    collected_[sample].probability += share * score;
    collected_[sample].deficit += share * arithmetic.deficit;
    collected_[sample].share_below_half += share * arithmetic.share_below_half;
  }

  Evaluation averaged() const {
    Evaluation evaluation;
    evaluation.name = kCrossvalEvaluation;
    evaluation.synthetic = cohort_.synthetic;
    evaluation.classes = {cohort_.labels[0], cohort_.labels[1]};
    evaluation.threshold = thresholds_ / static_cast<double>(accuracies_.size());
    for (size_t sample = 0; sample < collected_.size(); ++sample) {
      evaluation.cases.push_back(case_of(sample, collected_[sample].probability));
      evaluation.deficit.push_back(case_of(sample, collected_[sample].deficit));
      evaluation.share_below_half.push_back(case_of(sample, collected_[sample].share_below_half));
    }
    return evaluation;
  }

  void write(const CrossValidation& result) const {
    write_file(run_.path() / "crossval.csv", format_table(table_));
    nlohmann::ordered_json json = cross_validation_json(result);
    json["folds"] = task_.folds;
    json["repeats"] = task_.repeats;
    write_file(run_.path() / "crossval.json", json.dump(2) + "\n");
    std::filesystem::remove_all(run_.evaluation(kCrossvalEvaluation));
    write_evaluation(run_.evaluation(kCrossvalEvaluation), result.averaged, seed_);
  }

  const CrossValidationTask& task_;
  const RunFolder& run_;
  Progress& progress_;
  const Cohort& cohort_;
  const TrainingData& data_;
  const uint64_t seed_;
  std::vector<Collected> collected_;  // as the samples
  std::vector<double> aucs_;
  std::vector<double> accuracies_;
  double thresholds_ = 0;
  Table table_{{"patient", "file", "truth", "repeat", "fold", "probability", "threshold"}, {}};
};

}  // namespace

nlohmann::ordered_json cross_validation_json(const CrossValidation& result) {
  // A test against a mean of 0 says nothing about an area or a share.
  const auto mean_json = [](const ResampledMean& mean) {
    nlohmann::json json = to_json(mean);
    json.erase("t");
    json.erase("p_value");
    return json;
  };
  return {{"notice", kNotice},
          {"synthetic", result.averaged.synthetic},
          {"auc_within_folds", mean_json(result.auc)},
          {"accuracy_within_folds", mean_json(result.accuracy)},
          {"method",
           "mean over the folds of all repeats; corrected resampled t test (Nadeau and Bengio "
           "2003)"}};
}

CrossValidation cross_validate(const CrossValidationTask& task, const RunFolder& run,
                               Progress& progress) {
  return CrossValidator(task, run, progress).run();
}

}  // namespace myolens
