#include "myolens/experiment/evaluation.h"

#include <algorithm>
#include <set>

#include "myolens/base/checksum.h"
#include "myolens/base/csv.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"
#include "myolens/base/parallel.h"
#include "myolens/classifier/classifier.h"
#include "myolens/cohort/split.h"
#include "myolens/experiment/baselines.h"
#include "myolens/experiment/evaluation_files.h"
#include "myolens/experiment/open_run.h"
#include "myolens/experiment/protocol.h"
#include "myolens/reading/case_reader.h"

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
void check_unseen(const ModelBundle& bundle, const Cohort& cohort,
                  const std::vector<size_t>& entries, size_t threads) {
  std::set<std::string> seen;
  for (const InputChecksum& input : bundle.training_inputs) seen.insert(input.sha256);
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
int count_opening(const RunFolder& run) {
  int openings = 0;
  if (std::filesystem::exists(run.openings())) {
    openings = parse_integer(std::string(trimmed(read_text_file(run.openings()))),
                             run.openings().string());
  }
  write_file(run.openings(), std::to_string(++openings) + "\n");
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

void add_reasons(const std::vector<std::string>& reasons, std::string& text) {
  for (const std::string& reason : reasons) text += (text.empty() ? "" : "; ") + reason;
}

// Puts the cases of a set to a model.
class Judge {
 public:
  Judge(ModelBundle bundle, size_t threads, Progress& progress)
      : threads_(threads),
        progress_(progress),
        classifier_(std::move(bundle), static_cast<int>(threads)),
        baselines_(classifier_.bundle().normals) {}

  const ModelBundle& bundle() const { return classifier_.bundle(); }

  void judge(const JudgedSet& set, Evaluation& result) {
    result.synthetic = set.prepared.cohort.synthetic;
    result.classes = {bundle().labels[0], bundle().labels[1]};
    result.threshold = bundle().threshold;
    progress_.begin("evaluation", set.entries.size());
    for (size_t first = 0; first < set.entries.size(); first += kChunk) {
      const size_t count = std::min(kChunk, set.entries.size() - first);
      judge_chunk(set.prepared, std::span(set.entries).subspan(first, count), result);
      progress_.advance(count);
    }
    progress_.end();
  }

 private:
  void judge_chunk(const PreparedCohort& prepared, std::span<const size_t> entries,
                   Evaluation& result) {
    std::vector<Picture> pictures(entries.size());
    std::vector<BaselineScores> scores(entries.size());
    std::vector<std::string> refusals(entries.size());
    std::vector<float> clinical;
    for (size_t i = 0; i < entries.size(); ++i) {
      const EncodedClinical encoded =
          bundle().clinical.encode(prepared.cohort.entries[entries[i]].attributes);
      clinical.insert(clinical.end(), encoded.values.begin(), encoded.values.end());
      add_reasons(encoded.reasons, refusals[i]);
    }
    parallel_for(entries.size(), threads_, [&](size_t i) {
      PreparedMap map = load_map(prepared, entries[i]);
      const NormalGroup group = normal_group_of(prepared.cohort.entries[entries[i]]);
      scores[i] = baselines_.score(map, group);
      add_reasons(refusal_reasons(map, bundle().domain), refusals[i]);
      if (const auto reason = view_refusal(group, bundle())) add_reasons({*reason}, refusals[i]);
      pictures[i] = {std::move(map.image), std::move(map.deep)};
    });
    const auto predictions = classifier_.predict(pictures, clinical);
    for (size_t i = 0; i < entries.size(); ++i) {
      const CohortEntry& entry = prepared.cohort.entries[entries[i]];
      const int truth = entry.label == prepared.cohort.positive_label ? 1 : 0;
      const std::string file = path_within(entry.file, prepared.cohort.folder);
      result.cases.push_back({entry.patient, file, truth, predictions[i].probability});
      result.deficit.push_back({entry.patient, file, truth, scores[i].deficit});
      result.share_below_half.push_back({entry.patient, file, truth, scores[i].share_below_half});
      result.refusals.push_back(refusals[i]);
    }
  }

  const size_t threads_;
  Progress& progress_;
  Classifier classifier_;
  const BaselineScorer baselines_;
};

// The run's own untouched patients.
JudgedSet test_part(const RunFolder& run, const RunFacts& facts, const ModelBundle& bundle) {
  PreparedCohort home = read_for_model(facts.cohort, bundle);
  const Split split = read_split(run.split(), home.cohort);
  if (split.test.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                run.path().string() +
                    " has no test part: cross-validation judged every patient, see crossval.json; "
                    "name another cohort");
  }
  std::vector<size_t> entries = entries_of(home.cohort, split.test);
  return {std::move(home), std::move(entries)};
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
  Judge judge(read_bundle(run.bundle()), options.threads, progress);
  const bool own = options.cohort.empty();
  const JudgedSet set =
      own ? test_part(run, facts, judge.bundle()) : whole_cohort(options.cohort, judge.bundle());
  const RunLock alone(run.facts(), run.path());
  remove_leftovers(target);
  remove_leftovers(run.openings());
  check_unseen(judge.bundle(), set.prepared.cohort, set.entries, options.threads);
  Evaluation result;
  result.name = options.name;
  if (own) {
    result.selected_on_test_set = facts.protocol == name_of(Protocol::kPaper);
    result.openings = count_opening(run);
  }
  judge.judge(set, result);
  write_evaluation(target, result, facts.seed);
  return result;
}

Evaluation evaluate_bundle(const EvaluateBundleOptions& options, Progress& progress) {
  Judge judge(read_bundle(options.bundle), options.threads, progress);
  const JudgedSet set = whole_cohort(options.cohort, judge.bundle());
  check_unseen(judge.bundle(), set.prepared.cohort, set.entries, options.threads);
  Evaluation result;
  result.name = options.cohort.filename().string();
  judge.judge(set, result);
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
