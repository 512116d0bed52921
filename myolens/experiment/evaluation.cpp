#include "myolens/experiment/evaluation.h"

#include <algorithm>
#include <set>

#include "myolens/base/checksum.h"
#include "myolens/base/csv.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"
#include "myolens/base/parallel.h"
#include "myolens/cohort/split.h"
#include "myolens/experiment/baselines.h"
#include "myolens/experiment/ensemble_runs.h"
#include "myolens/experiment/evaluation_files.h"
#include "myolens/experiment/open_run.h"
#include "myolens/experiment/protocol.h"
#include "myolens/experiment/training_data.h"
#include "myolens/reading/model_folder.h"

namespace myolens {
namespace {

constexpr size_t kChunk = 32;  // maps in memory at a time

// The name becomes a folder of the run, and nothing outside of it.
void check_name(const std::string& name) {
  if (name.empty() || name.starts_with('.') || name.find('/') != std::string::npos) {
    throw Error(ErrorCode::kInvalidArgument,
                "the name of an evaluation is a plain folder name, not \"" + name + "\"");
  }
}

// A model that has seen a picture cannot be judged on it.
void check_unseen(const CaseReader& reader, const Cohort& cohort,
                  const std::vector<size_t>& entries, size_t threads) {
  std::set<std::string> seen;
  for (size_t member = 0; member < reader.members(); ++member) {
    for (const InputChecksum& input : reader.bundle(member).training_inputs)
      seen.insert(input.sha256);
  }
  std::vector<std::string> found(entries.size());
  parallel_for(entries.size(), threads,
               [&](size_t i) { found[i] = sha256_hex_of_file(cohort.entries[entries[i]].file); });
  for (size_t i = 0; i < entries.size(); ++i) {
    if (seen.contains(found[i])) {
      const CohortEntry& entry = cohort.entries[entries[i]];
      throw Error(ErrorCode::kBadData, "patient " + entry.patient + ": the model was trained on " +
                                           entry.file.string() +
                                           "; judge it on patients it has not seen");
    }
  }
}

// What a killed process left half written of `target`, which nobody else may be writing.
void remove_leftovers(const std::filesystem::path& target) {
  const std::string start = "." + target.filename().string() + ".";
  if (!std::filesystem::exists(target.parent_path())) return;
  std::vector<std::filesystem::path> leftovers;
  for (const auto& entry : std::filesystem::directory_iterator(target.parent_path())) {
    const std::string name = entry.path().filename().string();
    if (is_temporary(entry.path()) && name.starts_with(start)) leftovers.push_back(entry.path());
  }
  for (const auto& leftover : leftovers) std::filesystem::remove_all(leftover);
}

// The opening counts even when the judgement fails afterwards.
int count_opening(const std::filesystem::path& file) {
  int openings = 0;
  if (std::filesystem::exists(file))
    openings = parse_integer(std::string(trimmed(read_text_file(file))), file.string());
  write_file(file, std::to_string(++openings) + "\n");
  return openings;
}

struct JudgedSet {
  PreparedCohort prepared;
  std::vector<size_t> entries;
};

JudgedSet whole_cohort(const std::filesystem::path& folder, const ModelBundle& bundle) {
  JudgedSet set{read_for_model(folder, bundle), {}};
  for (size_t i = 0; i < set.prepared.cohort.entries.size(); ++i) set.entries.push_back(i);
  return set;
}

// Puts the cases of a set to a model.
class Judge {
 public:
  Judge(CaseReader reader, size_t threads, Progress& progress)
      : threads_(threads),
        progress_(progress),
        reader_(std::move(reader)),
        baselines_(reader_.bundle().normals) {}

  const CaseReader& reader() const { return reader_; }
  const ModelBundle& bundle() const { return reader_.bundle(); }

  void judge(const JudgedSet& set, uint64_t seed, Evaluation& result) {
    const ModelSummary& model = reader_.summary();
    result.synthetic = set.prepared.cohort.synthetic;
    result.classes = {model.labels[0], model.labels[1]};
    result.threshold = model.threshold;
    result.origin = origin(set.prepared.cohort, seed);
    progress_.begin("evaluation", set.entries.size());
    for (size_t first = 0; first < set.entries.size(); first += kChunk) {
      const size_t count = std::min(kChunk, set.entries.size() - first);
      judge_chunk(set.prepared, std::span(set.entries).subspan(first, count), result);
      progress_.advance(count);
    }
    progress_.end();
  }

 private:
  EvaluationOrigin origin(const Cohort& cohort, uint64_t seed) const {
    EvaluationOrigin origin{reader_.summary().name,           true,
                            reader_.summary().synthetic_data, bundle().program_version,
                            cohort.folder.string(),           seed};
    for (size_t member = 0; member < reader_.members(); ++member) {
      if (reader_.bundle(member).weights_trained_on != "ImageNet") origin.imagenet_trained = false;
    }
    return origin;
  }

  void judge_chunk(const PreparedCohort& prepared, std::span<const size_t> entries,
                   Evaluation& result) {
    std::vector<CaseReading> readings(entries.size());
    std::vector<BaselineScores> scores(entries.size());
    parallel_for(entries.size(), threads_, [&](size_t i) {
      PreparedMap map = load_map(prepared, entries[i]);
      const CohortEntry& entry = prepared.cohort.entries[entries[i]];
      const NormalGroup group = normal_group_of(entry);
      scores[i] = baselines_.score(map, group);
      readings[i] = reader_.prepare(std::move(map));
      add_clinical(readings[i], bundle().clinical, entry.attributes);
      if (auto reason = view_refusal(group, bundle()))
        readings[i].refusals.push_back(std::move(*reason));
    });
    reader_.answer(readings);
    for (size_t i = 0; i < entries.size(); ++i)
      add(prepared, entries[i], readings[i], scores[i], result);
  }

  static void add(const PreparedCohort& prepared, size_t index, const CaseReading& reading,
                  const BaselineScores& scores, Evaluation& result) {
    const CohortEntry& entry = prepared.cohort.entries[index];
    ScoredCase scored{entry.patient, path_within(entry.file, prepared.cohort.folder),
                      entry.label == prepared.cohort.positive_label ? 1 : 0, 0.0};
    const auto with_score = [&](double score) {
      scored.score = score;
      return scored;
    };
    result.cases.push_back(with_score(reading.probability));
    if (reading.members.size() == 1) result.logits.push_back(with_score(reading.members[0].logit));
    result.deficit.push_back(with_score(scores.deficit));
    result.share_below_half.push_back(with_score(scores.share_below_half));
    result.refusals.push_back(joined(reading.refusals));
  }

  static std::string joined(const std::vector<std::string>& reasons) {
    std::string text;
    for (const std::string& reason : reasons) text += (text.empty() ? "" : "; ") + reason;
    return text;
  }

  const size_t threads_;
  Progress& progress_;
  CaseReader reader_;
  const BaselineScorer baselines_;
};

// Untouched patients of the cohort that a model was trained on.
JudgedSet test_part(const std::filesystem::path& split, const std::filesystem::path& cohort,
                    const ModelBundle& bundle) {
  PreparedCohort home = read_for_model(cohort, bundle);
  const std::vector<std::string> patients = read_split(split, home.cohort).test;
  if (patients.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                split.parent_path().string() +
                    " has no test part: cross-validation judged every patient, see crossval.json; "
                    "name another cohort");
  }
  std::vector<size_t> entries = entries_of(home.cohort, patients);
  return {std::move(home), std::move(entries)};
}

// The test patients of an ensemble's members.
JudgedSet ensemble_test_part(const std::filesystem::path& ensemble,
                             const EnsembleDescription& description, const ModelBundle& bundle,
                             size_t threads) {
  JudgedSet set = test_part(ensemble / kEnsembleSplitFile, description.cohort, bundle);
  if (cohort_fingerprint(set.prepared.cohort, threads) != description.cohort_fingerprint) {
    throw Error(ErrorCode::kBadData,
                description.cohort + " has changed since the ensemble's members were trained");
  }
  return set;
}

}  // namespace

Evaluation evaluate_run(const EvaluateOptions& options, Progress& progress) {
  check_name(options.name);
  const RunFolder run(options.run);
  require_finished(run);
  const std::filesystem::path target = run.evaluation(options.name);
  if (std::filesystem::exists(target)) {
    throw Error(ErrorCode::kInvalidArgument,
                options.run.string() + " was evaluated as \"" + options.name +
                    "\" already; the result is kept there, or give another --name");
  }
  const RunFacts facts = read_facts(run);
  Judge judge(CaseReader(read_bundle(run.bundle()), static_cast<int>(options.threads)),
              options.threads, progress);
  const bool own = options.cohort.empty();
  const JudgedSet set = own ? test_part(run.split(), facts.cohort, judge.bundle())
                            : whole_cohort(options.cohort, judge.bundle());
  const RunLock alone(run.facts(), run.path());
  remove_leftovers(target);
  remove_leftovers(run.openings());
  check_unseen(judge.reader(), set.prepared.cohort, set.entries, options.threads);
  Evaluation result;
  result.name = options.name;
  if (own) {
    result.selected_on_test_set = facts.protocol == name_of(Protocol::kPaper);
    result.openings = count_opening(run.openings());
  }
  judge.judge(set, facts.seed, result);
  write_evaluation(target, result, facts.seed);
  return result;
}

Evaluation evaluate_bundle(const EvaluateBundleOptions& options, Progress& progress) {
  { const NewFolder refused_early(options.out); }  // before any patient is opened
  Judge judge(open_reader(options.bundle, static_cast<int>(options.threads)), options.threads,
              progress);
  const bool own = options.cohort.empty();
  if (own && !is_ensemble(options.bundle)) {
    throw Error(ErrorCode::kInvalidArgument,
                options.bundle.string() + " has no test patients of its own; name a cohort");
  }
  Evaluation result;
  JudgedSet set;
  if (own) {
    const EnsembleDescription description = read_ensemble_description(options.bundle);
    set = ensemble_test_part(options.bundle, description, judge.bundle(), options.threads);
    result.name = kTestEvaluation;
    result.selected_on_test_set = description.protocol == name_of(Protocol::kPaper);
  } else {
    set = whole_cohort(options.cohort, judge.bundle());
    result.name = options.cohort.filename().string();
  }
  check_unseen(judge.reader(), set.prepared.cohort, set.entries, options.threads);
  if (own) result.openings = count_opening(RunFolder(options.bundle).openings());
  judge.judge(set, options.seed, result);
  write_evaluation(options.out, result, options.seed);
  return result;
}

size_t refused_cases(const Evaluation& evaluation) {
  return static_cast<size_t>(std::ranges::count_if(
      evaluation.refusals, [](const std::string& reason) { return !reason.empty(); }));
}

ClassificationSummary summarise(const Evaluation& evaluation, uint64_t seed) {
  return summarise(evaluation.cases, evaluation.threshold, seed, evaluation.classes);
}

std::vector<BaselineResult> baseline_results(const Evaluation& evaluation) {
  const auto result = [&](const std::string& name, const std::vector<ScoredCase>& scores) {
    return BaselineResult{name, auc_estimate(scores), compare_aucs(evaluation.cases, scores)};
  };
  return {result("deficit score against the training part's normal maps", evaluation.deficit),
          result("share of the disc below half of the maximum", evaluation.share_below_half)};
}

}  // namespace myolens
