#include "myolens/experiment/train_run.h"

#include <algorithm>
#include <set>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/stopwatch.h"
#include "myolens/cohort/folds.h"
#include "myolens/cohort/split.h"
#include "myolens/experiment/baselines.h"
#include "myolens/experiment/choosing_table.h"
#include "myolens/experiment/cross_validation.h"
#include "myolens/experiment/environment.h"
#include "myolens/experiment/run_facts.h"
#include "myolens/experiment/tensorboard.h"
#include "myolens/experiment/training_features.h"
#include "myolens/experiment/trials_table.h"
#include "myolens/training/class_weights.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

constexpr double kTestShare = 0.2;
constexpr double kValidationShare = 0.2;

std::vector<std::string> joined(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  std::ranges::sort(a);
  return a;
}

Split split_for(const TrainRunOptions& options, const Cohort& cohort) {
  if (!options.split.empty()) return read_split(options.split, cohort);
  SplitOptions parts;
  parts.seed = options.procedure.training.seed;
  parts.test_share = options.protocol == Protocol::kCrossval ? 0.0 : kTestShare;
  parts.validation_share = options.protocol == Protocol::kValidation ? kValidationShare : 0.0;
  return make_split(cohort, parts);
}

// Patients whose pictures are opened.
std::vector<std::string> opened_patients(const Split& split, Protocol protocol) {
  const auto known = joined(split.train, split.validation);
  return protocol == Protocol::kPaper ? joined(known, split.test) : known;
}

class TrainRun {
 public:
  TrainRun(const TrainRunOptions& options, const WeightStore& store, Progress& progress)
      : options_(options),
        progress_(progress),
        threads_(static_cast<size_t>(options.procedure.training.threads)),
        prepared_(read_prepared_cohort(options.cohort,
                                       {.positive_label = options.positive_label, .labels = {}})),
        cohort_(prepared_.cohort),
        split_(split_for(options, cohort_)),
        bundle_(starting_bundle(starting_point(), prepared_, store)),
        data_(training_data(cohort_, entries_of(cohort_, opened_patients(split_, options.protocol)),
                            threads_, wanted_clinical(options, cohort_))) {}

  RunFacts run() {
    const Choice choice = make_choice();
    // Whatever is wrong with the settings shows before anything is written.
    feature_layers(bundle_, options_.procedure);
    learn_clinical(data_, learned_samples());
    RunIdentity identity = options_.identity;
    identity.program_version = MYOLENS_VERSION;
    identity.cohort_fingerprint = cohort_fingerprint(cohort_, threads_, data_.clinical_columns);
    bundle_.cohort_fingerprint = identity.cohort_fingerprint;
    identity.backbone = bundle_.backbone;
    identity.strategy = entry_of(options_.procedure.strategy).name;
    identity.protocol = name_of(options_.protocol);
    OpenRun open(options_.out, identity, options_.resume,
                 std::chrono::duration<double>(options_.checkpoint_seconds));
    recommend_cross_validation();

    const Stopwatch watch;
    const auto features = open_training_features(bundle_, prepared_, data_, options_.procedure,
                                                 options_.cache, progress_);
    const double feature_seconds = watch.seconds();
    const ProcedureTask task{bundle_,
                             *features,
                             data_,
                             options_.procedure.training.augmentation.variants + 1,
                             options_.procedure,
                             &open.checkpoints()};
    if (options_.protocol == Protocol::kCrossval) {
      cross_validate({task, prepared_, split_.train, options_.folds, options_.repeats},
                     open.folder(), progress_);
    }
    const ProcedureResult result = run_procedure(task, choice, "", progress_);
    RunFacts facts = run_facts(result, bundle_, options_);
    facts.feature_seconds = feature_seconds;
    facts.parts = part_facts();
    write(open.folder(), result, facts);
    open.finish();
    return facts;
  }

 private:
  StartingPoint starting_point() const {
    const bool scratch = options_.procedure.strategy == Strategy::kScratch;
    return {options_.backbone, scratch ? std::string(kRandomWeights) : options_.weights,
            options_.procedure.training.seed};
  }

  Choice make_choice() const {
    switch (options_.protocol) {
      case Protocol::kValidation:
        return {{{samples_of(data_, cohort_, split_.train),
                  samples_of(data_, cohort_, split_.validation)}}};
      case Protocol::kPaper:
        return {{{samples_of(data_, cohort_, joined(split_.train, split_.validation)),
                  samples_of(data_, cohort_, split_.test)}}};
      case Protocol::kHoldout:
      case Protocol::kCrossval:
        break;
    }
    return {folds_of(data_, cohort_,
                     make_folds(cohort_, joined(split_.train, split_.validation),
                                {options_.folds, options_.procedure.training.seed, "folds"}))};
  }

  void recommend_cross_validation() const {
    const size_t patients = patient_labels(cohort_).size();
    if (options_.protocol != Protocol::kHoldout || patients >= kFewPatients) return;
    progress_.note(std::to_string(patients) +
                   " patients: one split says little of so few; --protocol crossval judges every "
                   "one of them");
  }

  std::vector<PartFacts> part_facts() const {
    const auto count = [&](const std::string& name, const std::vector<std::string>& patients) {
      PartFacts part{name, 0, 0};
      for (const size_t entry : entries_of(cohort_, patients)) {
        const bool positive = cohort_.entries[entry].label == cohort_.positive_label;
        ++(positive ? part.positives : part.negatives);
      }
      return part;
    };
    return {count("train", split_.train), count("validation", split_.validation),
            count("test", split_.test)};
  }

  void write(const RunFolder& run, const ProcedureResult& result, const RunFacts& facts) {
    if (result.search) write_trials(run, *result.search, result.training.rule);
    write_environment(run.environment(), threads_);
    write_split(run.split(), split_);
    write_choosing(run, prepared_, data_, result);
    const std::vector<StageHistory> histories = stage_histories(result);
    write_history(run, histories);
    // A run that was killed while it wrote has these already, perhaps in part.
    fs::remove_all(run.tensorboard());
    fs::remove_all(run.bundle());
    write_event_files(run, histories);
    write_bundle(trained_bundle(result), run.bundle());
    write_facts(run, facts);
  }

  ModelBundle trained_bundle(const ProcedureResult& result) const {
    ModelBundle bundle = bundle_;
    bundle.head = result.training.head;
    bundle.clinical = result.clinical;
    bundle.weights = result.weights;
    bundle.temperature = result.temperature;
    bundle.threshold = result.threshold;
    bundle.threshold_rule = threshold_rule_name(options_.procedure.threshold);
    bundle.metrics = choosing_metrics(result, data_, options_.protocol);
    std::vector<size_t> learned;  // entries that the training looked at, to fit or to choose
    for (const size_t sample : learned_samples()) {
      learned.push_back(data_.entries[sample]);
      bundle.training_inputs.push_back(data_.checksums[sample]);
    }
    bundle.domain = training_domain(prepared_, data_, learned_samples(), threads_, progress_);
    bundle.training_mix = training_mix();
    bundle.views = views_of(learned);
    bundle.normals = learn_normal_maps(prepared_, learned, threads_);
    return bundle;
  }

  std::vector<NormalGroup> views_of(const std::vector<size_t>& entries) const {
    std::set<NormalGroup> views;
    for (const size_t entry : entries) {
      NormalGroup group = normal_group_of(cohort_.entries[entry]);
      group.sex.clear();
      views.insert(group);
    }
    return {views.begin(), views.end()};
  }

  TrainingMix training_mix() const {
    const std::vector<size_t> samples = learned_samples();
    TrainingMix mix;
    for (const size_t sample : samples)
      ++(data_.labels[sample] == 0 ? mix.positives : mix.negatives);
    const auto weights = class_weights(options_.procedure.training, data_.labels, samples);
    if (!weights.empty()) {
      mix.positive_weight = weights[0];
      mix.negative_weight = weights[1];
    }
    return mix;
  }

  std::vector<size_t> learned_samples() const {
    const std::vector<size_t> test = samples_of(data_, cohort_, split_.test);
    std::vector<size_t> samples;
    for (size_t sample = 0; sample < data_.entries.size(); ++sample) {
      if (!std::ranges::binary_search(test, sample)) samples.push_back(sample);
    }
    return samples;
  }

  const TrainRunOptions& options_;
  Progress& progress_;
  const size_t threads_;
  const PreparedCohort prepared_;
  const Cohort& cohort_;
  const Split split_;
  ModelBundle bundle_;
  const TrainingData data_;
};

}  // namespace

void validate(const TrainRunOptions& options) {
  validate(options.procedure.training);
  const auto require = [](bool holds, const std::string& message) {
    if (!holds) throw Error(ErrorCode::kInvalidArgument, message);
  };
  require(options.folds >= 2 && options.folds <= 100, "the number of folds must lie in [2, 100]");
  require(options.repeats >= 1 && options.repeats <= 1000,
          "the number of repeats must lie in [1, 1000]");
  require(options.checkpoint_seconds >= 0, "the time between checkpoints cannot be negative");
  require(options.split.empty() || options.protocol != Protocol::kCrossval,
          "cross-validation parts the patients itself; leave out --split");
  require(!stage_recipes(options.procedure.strategy, options.procedure.training).empty(),
          "there is nothing to train: the strategy \"" +
              std::string(entry_of(options.procedure.strategy).name) +
              "\" has no epochs with these settings");
}

std::vector<std::string> wanted_clinical(const TrainRunOptions& options, const Cohort& cohort) {
  std::vector<std::string> columns = clinical_columns(cohort, options.clinical);
  if (columns.empty() && !options.clinical.empty()) {
    throw Error(ErrorCode::kBadData,
                "the manifest has no clinical column that is known by name (age, sex, diabetes, "
                "...); name columns with --clinical");
  }
  return columns;
}

RunFacts train_run(const TrainRunOptions& options, const WeightStore& store, Progress& progress) {
  validate(options);
  return TrainRun(options, store, progress).run();
}

}  // namespace myolens
