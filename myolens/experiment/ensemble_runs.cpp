#include "myolens/experiment/ensemble_runs.h"

#include <algorithm>
#include <set>

#include "myolens/base/csv.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/experiment/choosing_table.h"
#include "myolens/experiment/open_run.h"
#include "myolens/experiment/run_facts.h"
#include "myolens/metrics/summary.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

struct Member {
  std::string name;
  RunFolder run;
  RunFacts facts;
  std::vector<std::string> labels;
  std::string cohort_fingerprint;
  bool synthetic = false;
  std::set<std::string> test_patients;
};

std::set<std::string> test_patients(const RunFolder& run) {
  const Table table = read_table(run.split());
  const std::string origin = run.split().string();
  const size_t patient = table.column("patient", origin);
  const size_t part = table.column("part", origin);
  std::set<std::string> patients;
  for (const auto& row : table.rows) {
    if (row[part] == "test") patients.insert(row[patient]);
  }
  return patients;
}

Member read_member(const fs::path& folder, const std::string& name) {
  const RunFolder run(folder);
  require_finished(run);
  Member member{name, run, read_facts(run), {}, {}, false, test_patients(run)};
  const ModelBundle bundle = read_bundle(run.bundle());
  member.labels = bundle.labels;
  member.cohort_fingerprint = bundle.cohort_fingerprint;
  member.synthetic = bundle.synthetic_data;
  return member;
}

// The folders' own names where they tell the runs apart, else their paths.
std::vector<std::string> names_of(const std::vector<fs::path>& runs) {
  std::vector<std::string> names;
  std::set<std::string> different;
  for (const fs::path& run : runs) {
    const fs::path plain = run.lexically_normal();
    names.push_back((plain.has_filename() ? plain : plain.parent_path()).filename().string());
    different.insert(names.back());
  }
  if (different.size() == runs.size()) return names;
  names.clear();
  for (const fs::path& run : runs) names.push_back(run.lexically_normal().string());
  return names;
}

void check_runs(const std::vector<fs::path>& runs) {
  if (runs.empty() || runs.size() > kEnsembleMemberLimit) {
    throw Error(ErrorCode::kInvalidArgument, "an ensemble is made of 1 to " +
                                                 std::to_string(kEnsembleMemberLimit) +
                                                 " runs, not " + std::to_string(runs.size()));
  }
  std::set<fs::path> seen;
  for (const fs::path& run : runs) {
    if (!seen.insert(fs::weakly_canonical(run)).second)
      throw Error(ErrorCode::kInvalidArgument, run.string() + " is named twice");
  }
}

// What a member must share with the first one.
void check_alike(const Member& first, const Member& member) {
  const auto require = [&](bool alike, ErrorCode code, const std::string& difference) {
    if (!alike) {
      throw Error(code,
                  member.name + " cannot join " + first.name + " in an ensemble: " + difference);
    }
  };
  require(member.facts.protocol == first.facts.protocol, ErrorCode::kInvalidArgument,
          "its protocol is " + member.facts.protocol + ", not " + first.facts.protocol);
  require(member.labels == first.labels, ErrorCode::kInvalidArgument,
          "its labels are " + member.labels[0] + " and " + member.labels[1]);
  require(member.cohort_fingerprint == first.cohort_fingerprint, ErrorCode::kBadData,
          "it was trained on another cohort");
  require(member.test_patients == first.test_patients, ErrorCode::kBadData,
          "its test patients are others; train both with the same --split or --seed");
}

ThresholdRule threshold_rule(const EnsembleOptions& options, const std::vector<Member>& members) {
  if (options.threshold) return *options.threshold;
  for (const Member& member : members) {
    if (member.facts.threshold_rule != members[0].facts.threshold_rule) {
      throw Error(ErrorCode::kInvalidArgument,
                  "the runs chose their thresholds differently (" +
                      members[0].facts.threshold_rule + ", " + member.facts.threshold_rule +
                      "); say with --threshold how the ensemble shall");
    }
  }
  return parse_threshold_rule(members[0].facts.threshold_rule);
}

std::vector<EnsembleCase> choosing_cases(const std::vector<Member>& members) {
  std::vector<MemberScores> scores;
  for (const Member& member : members) {
    scores.push_back(
        {member.name, member.facts.temperature, read_choosing(member.run, member.labels[0])});
  }
  return joined_members(scores);
}

EnsembleDescription describe(const std::vector<Member>& members) {
  const Member& first = members[0];
  EnsembleDescription description;
  for (const Member& member : members) {
    description.members.push_back(member.name);
    description.synthetic_data = description.synthetic_data || member.synthetic;
  }
  description.labels = first.labels;
  description.chosen_on = choosing_set(find_protocol(first.facts.protocol));
  description.program_version = MYOLENS_VERSION;
  description.cohort_fingerprint = first.cohort_fingerprint;
  description.cohort = first.facts.cohort;
  description.protocol = first.facts.protocol;
  description.seed = first.facts.seed;
  return description;
}

void write(const RunEnsemble& ensemble, const std::vector<Member>& members, const fs::path& out) {
  NewFolder folder(out);
  std::vector<fs::path> bundles;
  for (const Member& member : members) bundles.push_back(member.run.bundle());
  write_ensemble(ensemble.description, bundles, folder.path());
  write_file(folder.path() / kEnsembleSplitFile, read_text_file(members[0].run.split()));
  folder.commit();
}

}  // namespace

std::vector<EnsembleCase> joined_members(std::span<const MemberScores> members) {
  if (members.empty()) throw Error(ErrorCode::kInvalidArgument, "an ensemble needs a member");
  std::vector<EnsembleCase> cases;
  for (const ScoredCase& one : members[0].logits)
    cases.push_back({one.patient, one.file, one.truth, {}});
  for (const MemberScores& member : members) {
    try {
      const auto joined = joined_by_name(members[0].logits, member.logits);
      for (size_t i = 0; i < cases.size(); ++i)
        cases[i].logits.push_back(joined[i].score / member.temperature);
    } catch (const Error& error) {
      throw Error(error.code(), member.name + " (second list) cannot join " + members[0].name +
                                    " (first list) in an ensemble: " + error.what());
    }
  }
  return cases;
}

RunEnsemble ensemble_runs(const EnsembleOptions& options, Progress& progress) {
  check_runs(options.runs);
  const std::vector<std::string> names = names_of(options.runs);
  std::vector<Member> members;
  progress.begin("members", options.runs.size());
  for (size_t i = 0; i < options.runs.size(); ++i) {
    members.push_back(read_member(options.runs[i], names[i]));
    check_alike(members[0], members.back());
    progress.advance();
  }
  progress.end();
  const ThresholdRule rule = threshold_rule(options, members);
  const std::vector<EnsembleCase> cases = choosing_cases(members);

  RunEnsemble result;
  result.description = describe(members);
  if (!options.rule) result.choice = choose_combination(cases, members[0].facts.seed);
  Combination& combination = result.description.combination;
  combination = fit_combination(options.rule ? *options.rule : result.choice->rule, cases);
  result.description.rule_chosen = !options.rule;
  const std::vector<ScoredCase> chosen = combined_cases(combination, cases);
  const std::optional<double> threshold = choose_threshold(chosen, rule);
  if (!threshold)
    throw Error(ErrorCode::kBadData, "the threshold needs patients of both classes that chose");
  result.description.threshold = *threshold;
  result.description.threshold_rule = threshold_rule_name(rule);
  result.patients = static_cast<size_t>(count_patients(chosen));
  write(result, members, options.out);
  return result;
}

}  // namespace myolens
