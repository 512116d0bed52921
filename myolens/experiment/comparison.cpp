#include "myolens/experiment/comparison.h"

#include <algorithm>

#include "myolens/base/error.h"
#include "myolens/experiment/comparison_baselines.h"
#include "myolens/experiment/comparison_ensembles.h"
#include "myolens/experiment/comparison_files.h"
#include "myolens/metrics/multiple_tests.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

// Why a training cannot start from the weights that were asked for, or "".
std::string missing_weights(const ComparedTraining& training, const TrainRunOptions& run,
                            const WeightStore& store) {
  if (run.weights == kRandomWeights || training.strategy == Strategy::kScratch) return "";
  const std::string entry = run.weights == kImageNetWeights ? training.backbone : run.weights;
  const auto found = store.find(entry);
  if (!found) return "no weights in the store; see `myolens weights fetch " + entry + "`";
  if (found->backbone != training.backbone)
    return "the weights " + entry + " belong to " + found->backbone;
  if (run.weights == kImageNetWeights && found->provenance != Provenance::kImageNet)
    return "the weights " + entry + " in the store are not ImageNet's";
  return "";
}

class Comparer {
 public:
  Comparer(const ComparisonOptions& options, const WeightStore& store, Progress& progress)
      : options_(options), store_(store), progress_(progress) {}

  // Whatever is wrong with the options shows before anything is written.
  void check() const {
    if (options_.run.protocol == Protocol::kCrossval) {
      throw Error(
          ErrorCode::kInvalidArgument,
          "a comparison judges all rows on one test part: --protocol holdout, validation or "
          "paper");
    }
    std::vector<std::string> names;
    for (const ComparedTraining& training : options_.trainings) names.push_back(training.name);
    const auto reference =
        std::ranges::find(options_.trainings, options_.reference, &ComparedTraining::name);
    if (reference == options_.trainings.end()) {
      throw Error(ErrorCode::kInvalidArgument, "the reference \"" + options_.reference +
                                                   "\" is no row of this comparison" +
                                                   nearest_name_hint(options_.reference, names));
    }
    const std::string missing = missing_weights(*reference, options_.run, store_);
    if (!missing.empty()) {
      throw Error(ErrorCode::kInvalidArgument, "the reference row \"" + options_.reference +
                                                   "\" cannot be trained: " + missing +
                                                   "; name another one with --reference");
    }
  }

  Comparison run() {
    comparison_.title = options_.title;
    comparison_.reference = options_.reference;
    comparison_.seed = options_.run.procedure.training.seed;
    for (const ComparedTraining& training : options_.trainings)
      comparison_.rows.push_back(row_of(training));
    add_ensembles();
    add_baselines();
    test_against_reference();
    return std::move(comparison_);
  }

 private:
  ComparisonRow row_of(const ComparedTraining& training) {
    ComparisonRow row;
    row.name = training.name;
    row.description = training.description;
    row.kind = RowKind::kTraining;
    row.skipped = missing_weights(training, options_.run, store_);
    if (!row.skipped.empty()) {
      progress_.note(training.name + " skipped: " + row.skipped);
      return row;
    }
    progress_.note("== " + training.name);
    TrainRunOptions run = options_.run;
    run.out = options_.run.out / training.name;
    run.identity.row_of_comparison = true;
    run.backbone = training.backbone;
    run.procedure.strategy = training.strategy;
    if (!training.clinical) run.clinical.clear();
    const RunFolder folder(run.out);
    run.resume = is_unfinished(folder);
    if (run.resume || !fs::exists(folder.facts())) train_run(run, store_, progress_);
    const bool judged = fs::exists(folder.evaluation(kTestEvaluation));
    const auto threads = static_cast<size_t>(run.procedure.training.threads);
    const Evaluation evaluation =
        judged ? read_evaluation(folder, kTestEvaluation)
               : evaluate_run({run.out, {}, kTestEvaluation, threads}, progress_);
    fill(folder, evaluation, row);
    add_member(folder, evaluation, training.name);
    last_folder_ = run.out;
    last_evaluation_ = evaluation;
    return row;
  }

  void fill(const RunFolder& folder, const Evaluation& evaluation, ComparisonRow& row) {
    const RunFacts facts = read_facts(folder);
    row.weights = read_bundle(folder.bundle()).weights_origin;
    row.seconds = facts.feature_seconds + facts.fold_seconds + facts.search.seconds;
    for (const StageFacts& stage : facts.stages) {
      row.seconds += stage.seconds;
      row.trained_parameters = std::max(row.trained_parameters, stage.trained_parameters);
    }
    row.threshold = evaluation.threshold;
    row.cases = evaluation.cases;
    row.summary = summarise(evaluation, comparison_.seed);
    row.stages = facts.stages;
    row.history = read_history(folder);
    comparison_.synthetic = evaluation.synthetic;
    comparison_.selected_on_test_set = evaluation.selected_on_test_set;
    comparison_.classes = evaluation.classes;
  }

  // A row of an older version may lack what an ensemble needs; the comparison goes on without.
  void add_member(const RunFolder& folder, const Evaluation& evaluation, const std::string& name) {
    try {
      members_.push_back(row_scores(folder, evaluation, name));
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kNotFound) throw;
      no_ensembles_ = error.what();
    }
  }

  void add_ensembles() {
    if (!no_ensembles_.empty()) {
      ComparisonRow& row = comparison_.rows.emplace_back();
      row.name = "ensembles";
      row.kind = RowKind::kEnsemble;
      row.skipped = no_ensembles_;
      return;
    }
    EnsembleRows ensembles = ensemble_rows(members_, options_.run.procedure.threshold,
                                           last_evaluation_, comparison_.seed);
    for (ComparisonRow& row : ensembles.rows) comparison_.rows.push_back(std::move(row));
    comparison_.ensemble_choice = ensembles.choice;
  }

  void add_baselines() {
    BaselineOptions baselines;
    baselines.seed = comparison_.seed;
    baselines.threads = static_cast<size_t>(options_.run.procedure.training.threads);
    if (!options_.run.clinical.empty()) baselines.clinical = options_.run.clinical;
    for (ComparisonRow& row : baseline_rows(RunFolder(last_folder_), last_evaluation_, baselines))
      comparison_.rows.push_back(std::move(row));
  }

  void test_against_reference() {
    const ComparisonRow& reference =
        *std::ranges::find(comparison_.rows, comparison_.reference, &ComparisonRow::name);
    std::vector<ComparisonRow*> tested;
    std::vector<double> errors;
    for (ComparisonRow& row : comparison_.rows) {
      if (!row.skipped.empty() || &row == &reference) continue;
      row.tests.emplace();
      row.tests->mcnemar =
          mcnemar_test({row.cases, row.threshold}, {reference.cases, reference.threshold});
      row.tests->auc = compare_aucs(row.cases, reference.cases);
      if (row.tests->auc && row.tests->auc->standard_error)
        errors.push_back(*row.tests->auc->standard_error);
      tested.push_back(&row);
    }
    adjust(tested);
    comparison_.tests = static_cast<int>(tested.size());
    comparison_.detectable =
        detectable_accuracy({static_cast<int>(reference.cases.size()),
                             kComparisonLevel / std::max(1, comparison_.tests)});
    if (errors.empty()) return;
    std::ranges::sort(errors);
    comparison_.detectable_auc =
        detectable_auc_difference({errors[errors.size() / 2], kComparisonLevel});
  }

  static void adjust(const std::vector<ComparisonRow*>& tested) {
    std::vector<double> mcnemar;
    std::vector<double> auc;
    std::vector<ComparisonRow*> with_auc;
    for (ComparisonRow* row : tested) {
      mcnemar.push_back(row->tests->mcnemar.p_value);
      if (!row->tests->auc || !row->tests->auc->p_value) continue;
      auc.push_back(*row->tests->auc->p_value);
      with_auc.push_back(row);
    }
    const std::vector<double> mcnemar_holm = holm_adjusted(mcnemar);
    const std::vector<double> auc_holm = holm_adjusted(auc);
    for (size_t i = 0; i < tested.size(); ++i) tested[i]->tests->mcnemar_holm = mcnemar_holm[i];
    for (size_t i = 0; i < with_auc.size(); ++i) with_auc[i]->tests->auc_holm = auc_holm[i];
  }

  const ComparisonOptions& options_;
  const WeightStore& store_;
  Progress& progress_;
  Comparison comparison_;
  fs::path last_folder_;
  Evaluation last_evaluation_;
  std::vector<RowScores> members_;
  std::string no_ensembles_;  // the reason, or ""
};

}  // namespace

Comparison compare_trainings(const ComparisonOptions& options, const WeightStore& store,
                             Progress& progress) {
  validate(options.run);
  Comparer comparer(options, store, progress);
  comparer.check();
  const PreparedCohort prepared = read_prepared_cohort(
      options.run.cohort, {.positive_label = options.run.positive_label, .labels = {}});
  RunIdentity identity = options.run.identity;
  identity.program_version = MYOLENS_VERSION;
  identity.cohort_fingerprint = cohort_fingerprint(
      prepared.cohort, static_cast<size_t>(options.run.procedure.training.threads),
      wanted_clinical(options.run, prepared.cohort));
  OpenRun open(options.run.out, identity, options.run.resume,
               std::chrono::duration<double>(options.run.checkpoint_seconds));
  Comparison comparison = comparer.run();
  write_comparison(open.folder().path(), comparison);
  if (options.write_more) options.write_more(comparison);
  open.finish();
  return comparison;
}

}  // namespace myolens
