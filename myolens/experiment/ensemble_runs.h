// Ensembles of finished runs.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "myolens/base/progress.h"
#include "myolens/classifier/ensemble.h"
#include "myolens/experiment/ensemble_fit.h"
#include "myolens/experiment/run_folder.h"
#include "myolens/metrics/threshold.h"

namespace myolens {

// Of one member on some patients.
struct MemberScores {
  std::string name;
  double temperature = 1;
  std::vector<ScoredCase> logits;  // scores are logits without temperature
};

// In the order of the first member. Errors: kInvalidArgument (no member), kBadData naming the
// member whose patients or truths are others.
std::vector<EnsembleCase> joined_members(std::span<const MemberScores> members);

struct EnsembleOptions {
  std::vector<std::filesystem::path> runs;
  std::optional<CombinationRule> rule{};     // unless given: choose_combination
  std::optional<ThresholdRule> threshold{};  // unless given: that of the runs
  std::filesystem::path out;                 // new folder
};

struct RunEnsemble {
  EnsembleDescription description;
  std::optional<CombinationChoice> choice;  // where no rule was given
  size_t patients = 0;                      // that chose
};

// Fits rule, weights, temperature and threshold to the predictions that the runs keep of the
// patients that chose; the test patients take no part. Writes an ensemble (classifier/ensemble.h)
// with the runs' split.csv beside it. Errors: kInvalidArgument (no run or more than
// kEnsembleMemberLimit, a run named twice or not finished, runs that differ in protocol, labels or
// threshold rule), kBadData (other choosing patients, test patients or cohort), kNotFound, and of
// fit_combination and write_ensemble.
RunEnsemble ensemble_runs(const EnsembleOptions& options, Progress& progress);

inline constexpr const char* kEnsembleSplitFile = "split.csv";

}  // namespace myolens
