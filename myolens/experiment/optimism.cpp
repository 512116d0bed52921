#include "myolens/experiment/optimism.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "myolens/base/csv.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/notice.h"
#include "myolens/base/number_text.h"
#include "myolens/cohort/split.h"
#include "myolens/engine/softmax.h"
#include "myolens/experiment/patient_inputs.h"
#include "myolens/experiment/training_features.h"
#include "myolens/metrics/roc.h"
#include "myolens/metrics/summary_json.h"

namespace myolens {
namespace {

constexpr size_t kClasses = 2;
// Shares of a class in the parts of a split.
constexpr double kTest = 0.2;
constexpr double kTraining = 0.64;

class OptimismMeter {
 public:
  OptimismMeter(const OptimismOptions& options, const WeightStore& store, Progress& progress)
      : options_(options),
        training_(options.run.procedure.training),
        progress_(progress),
        prepared_(read_prepared_cohort(
            options.run.cohort, {.positive_label = options.run.positive_label, .labels = {}})),
        bundle_(starting_bundle({options.run.backbone, options.run.weights, training_.seed},
                                prepared_, store)),
        data_(training_data(prepared_.cohort, all_entries(), static_cast<size_t>(training_.threads),
                            wanted_clinical(options.run, prepared_.cohort))) {}

  Optimism run() {
    // Whatever is wrong with the settings shows before anything is written.
    feature_layers(bundle_, options_.run.procedure);
    RunIdentity identity = options_.run.identity;
    identity.program_version = MYOLENS_VERSION;
    identity.cohort_fingerprint = cohort_fingerprint(
        prepared_.cohort, static_cast<size_t>(training_.threads), data_.clinical_columns);
    OpenRun open(options_.run.out, identity, options_.run.resume,
                 std::chrono::duration<double>(options_.run.checkpoint_seconds));
    const auto features = open_training_features(bundle_, prepared_, data_, options_.run.procedure,
                                                 options_.run.cache, progress_);
    Optimism result;
    result.synthetic = prepared_.cohort.synthetic;
    progress_.begin("splits", static_cast<size_t>(options_.splits));
    for (int split = 1; split <= options_.splits; ++split) {
      result.splits.push_back(judge_split({*features, open.checkpoints()}, split));
      progress_.advance();
    }
    progress_.end();
    summarise(result);
    write(open.folder(), result);
    open.finish();
    return result;
  }

 private:
  std::vector<size_t> all_entries() const {
    std::vector<size_t> entries(prepared_.cohort.entries.size());
    for (size_t i = 0; i < entries.size(); ++i) entries[i] = i;
    return entries;
  }

  struct Sources {
    const FeatureSource& pictures;
    const Checkpoints& checkpoints;
  };

  StageResult last_stage(const Sources& sources, const FitParts& parts, const std::string& name,
                         const TrainingSettings& training) const {
    const size_t variants = training.augmentation.variants + 1;
    const PatientInputs inputs(bundle_, sources.pictures, data_, parts.training, variants);
    const PlannedNetwork planned =
        plan_network(inputs.bundle(), options_.run.procedure.strategy, training);
    SilentProgress silent;
    return fit({planned.network, planned.start, planned.plans, inputs.features(), data_.labels,
                variants, training, &sources.checkpoints},
               parts, {name, {}}, silent)
        .stages.back();
  }

  OptimismSplit judge_split(const Sources& sources, int number) const {
    const std::string name = "split " + std::to_string(number);
    const uint64_t seed = RandomStream(training_.seed, name).next();
    const Split split = make_split(prepared_.cohort, {.seed = seed});
    const auto samples = [&](const std::vector<std::string>& patients) {
      return samples_of(data_, prepared_.cohort, patients);
    };
    const std::vector<size_t> test = samples(split.test);
    const FitParts honest{samples(split.train), samples(split.validation), test};
    const StageResult last = last_stage(sources, honest, name, training_);
    OptimismSplit result;
    result.honest = score(last, last.kept, &EpochLogits::watched, test);
    result.chosen = score(last, best_on_test(last, test), &EpochLogits::watched, test);

    TrainingSettings paper = training_;
    paper.selection = Selection::kAccuracy;
    FitParts all{honest.training, test};
    all.training.insert(all.training.end(), honest.validation.begin(), honest.validation.end());
    std::ranges::sort(all.training);
    const StageResult fitted = last_stage(sources, all, name + " paper", paper);
    result.paper = score(fitted, fitted.kept, &EpochLogits::validation, test);
    return result;
  }

  std::vector<int> labels_of(const std::vector<size_t>& samples) const {
    std::vector<int> labels;
    for (const size_t sample : samples) labels.push_back(data_.labels[sample]);
    return labels;
  }

  // By accuracy, then by loss, as the paper's rule chooses on a validation part.
  size_t best_on_test(const StageResult& stage, const std::vector<size_t>& test) const {
    const std::vector<int> labels = labels_of(test);
    const auto scores_of = [&](size_t epoch) {
      EpochScores scores;
      scores.validation_loss = mean_cross_entropy(stage.logits[epoch].watched, labels, kClasses);
      scores.validation_accuracy = share_correct(stage.logits[epoch].watched, labels, kClasses);
      return scores;
    };
    size_t best = 0;
    for (size_t epoch = 1; epoch < stage.logits.size(); ++epoch) {
      if (is_better(scores_of(epoch), scores_of(best), Selection::kAccuracy)) best = epoch;
    }
    return best;
  }

  TestScore score(const StageResult& stage, size_t epoch, std::vector<float> EpochLogits::*part,
                  const std::vector<size_t>& test) const {
    const std::vector<float>& logits = stage.logits[epoch].*part;
    std::vector<ScoredCase> cases;
    for (size_t i = 0; i < test.size(); ++i) {
      const InputChecksum& picture = data_.checksums[test[i]];
      cases.push_back({picture.patient, picture.file, data_.labels[test[i]] == 0 ? 1 : 0,
                       double{logits[kClasses * i]} - double{logits[kClasses * i + 1]}});
    }
    return {stage.history[epoch].epoch, share_correct(logits, labels_of(test), kClasses),
            area_under_roc(cases).value()};
  }

  static void summarise(Optimism& result) {
    const auto mean = [&](TestScore OptimismSplit::*way, double TestScore::*measure) {
      std::vector<double> differences;
      for (const OptimismSplit& split : result.splits)
        differences.push_back(split.*way.*measure - split.honest.*measure);
      return corrected_resampled_test(differences, kTest / kTraining);
    };
    result.same_fit_accuracy = mean(&OptimismSplit::chosen, &TestScore::accuracy);
    result.same_fit_auc = mean(&OptimismSplit::chosen, &TestScore::auc);
    result.paper_accuracy = mean(&OptimismSplit::paper, &TestScore::accuracy);
    result.paper_auc = mean(&OptimismSplit::paper, &TestScore::auc);
  }

  static void write(const RunFolder& run, const Optimism& result) {
    Table table{{"split", "way", "epoch", "accuracy", "auc"}, {}};
    for (size_t i = 0; i < result.splits.size(); ++i) {
      const auto add = [&](const std::string& way, const TestScore& score) {
        table.rows.push_back({std::to_string(i + 1), way, std::to_string(score.epoch),
                              exact_text(score.accuracy), exact_text(score.auc)});
      };
      add("honest", result.splits[i].honest);
      add("chosen on the test part", result.splits[i].chosen);
      add("paper", result.splits[i].paper);
    }
    write_file(run.path() / "optimism.csv", format_table(table));
    write_file(run.path() / "optimism.json", optimism_json(result).dump(2) + "\n");
  }

  const OptimismOptions& options_;
  const TrainingSettings& training_;
  Progress& progress_;
  const PreparedCohort prepared_;
  const ModelBundle bundle_;
  const TrainingData data_;
};

}  // namespace

nlohmann::ordered_json optimism_json(const Optimism& result) {
  return {
      {"notice", kNotice},
      {"synthetic", result.synthetic},
      {"splits", result.splits.size()},
      {"same_fit",
       {{"accuracy", to_json(result.same_fit_accuracy)}, {"auc", to_json(result.same_fit_auc)}}},
      {"paper_training",
       {{"accuracy", to_json(result.paper_accuracy)}, {"auc", to_json(result.paper_auc)}}},
      {"method", "difference on the same test part; corrected resampled t test"}};
}

Optimism measure_optimism(const OptimismOptions& options, const WeightStore& store,
                          Progress& progress) {
  validate(options.run);
  if (options.splits < 2 || options.splits > 1000)
    throw Error(ErrorCode::kInvalidArgument, "the number of splits must lie in [2, 1000]");
  return OptimismMeter(options, store, progress).run();
}

}  // namespace myolens
