// The runs below some folders, with what is known of each, read from small files only.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "myolens/metrics/intervals.h"

namespace myolens {

enum class RunState { kUnfinished, kWorkedOn, kFinished };

// "unfinished", "being worked on", "finished".
std::string_view name_of(RunState state);

// Of the run's own patients; baselines and other cohorts are left out.
struct RunScores {
  std::string set;  // kTestEvaluation, kCrossvalEvaluation
  Estimate accuracy;
  Estimate auc;
  bool selected_on_test_set = false;
};

struct ListedRun {
  std::filesystem::path folder;  // as it was found
  std::filesystem::file_time_type begun;
  RunState state = RunState::kUnfinished;
  std::string command;   // "train", "compare strategies", ...
  std::string backbone;  // these three are empty where there are several
  std::string strategy;
  std::string protocol;
  std::optional<RunScores> scores;  // nothing: not judged
};

struct DamagedRun {
  std::filesystem::path folder;
  std::string reason;
};

struct RunList {
  std::vector<ListedRun> runs;  // by folder
  std::vector<DamagedRun> damaged;
};

// A folder counts as a run when it holds run.json. Of each of `folders`: itself, what is directly
// in it, and the rows of comparisons among those. Damaged runs are told apart. Errors: kNotFound (a
// folder that does not exist), kReadFailed.
RunList list_runs(const std::vector<std::filesystem::path>& folders);

}  // namespace myolens
