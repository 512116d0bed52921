#include "myolens/experiment/run_list.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/json_fault.h"
#include "myolens/experiment/cross_validation.h"
#include "myolens/experiment/open_run.h"
#include "myolens/experiment/protocol.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::json;

// The files of scores are written by evaluation_files.cpp and cross_validation.cpp.
template <typename Read>
void read_json(const fs::path& file, Read read) {
  try {
    read(Json::parse(read_text_file(file)));
  } catch (const Json::exception& error) {
    throw Error(ErrorCode::kBadFormat, file.string() + " is damaged: " + json_fault(error));
  }
}

Estimate estimate(const Json& json, const char* value) {
  Estimate result;
  if (!json.at(value).is_null()) result.value = json.at(value).get<double>();
  if (!json.at("low").is_null())
    result.interval = Interval{json.at("low").get<double>(), json.at("high").get<double>()};
  return result;
}

std::optional<RunScores> read_scores(const RunFolder& run, const std::string& protocol) {
  RunScores scores;
  if (protocol == name_of(Protocol::kCrossval)) {
    scores.set = kCrossvalEvaluation;
    read_json(run.path() / "crossval.json", [&](const Json& json) {
      scores.accuracy = estimate(json.at("accuracy_within_folds"), "mean");
      scores.auc = estimate(json.at("auc_within_folds"), "mean");
    });
    return scores;
  }
  const fs::path metrics = run.evaluation(kTestEvaluation) / "metrics.json";
  if (!fs::exists(metrics)) return std::nullopt;
  scores.set = kTestEvaluation;
  read_json(metrics, [&](const Json& json) {
    json.at("selected_on_test_set").get_to(scores.selected_on_test_set);
    const Json& binary = json.at("summary").at("binary");
    scores.accuracy = estimate(binary.at("accuracy"), "value");
    scores.auc = estimate(binary.at("auc"), "value");
  });
  return scores;
}

std::string command_of(const RunIdentity& identity) {
  if (identity.words.empty()) return "";
  const bool compares = identity.words[0] == "compare" && identity.words.size() > 1;
  return compares && !identity.row_of_comparison ? identity.words[0] + " " + identity.words[1]
                                                 : identity.words[0];
}

ListedRun read_run(const RunFolder& run) {
  const RunIdentity identity = read_identity(run);
  ListedRun listed;
  listed.folder = run.path();
  listed.begun = fs::last_write_time(run.identity());
  listed.state = is_worked_on(run)    ? RunState::kWorkedOn
                 : is_unfinished(run) ? RunState::kUnfinished
                                      : RunState::kFinished;
  listed.command = command_of(identity);
  listed.backbone = identity.backbone;
  listed.strategy = identity.strategy;
  listed.protocol = identity.protocol;
  if (listed.state == RunState::kFinished && !listed.backbone.empty())
    listed.scores = read_scores(run, listed.protocol);
  return listed;
}

// Without "." and "..", and without a slash at its end.
fs::path plain(const fs::path& folder) {
  const fs::path normal = folder.lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();
}

class Lister {
 public:
  // `folder` itself when it is a run, and what is in it.
  void look_into(const fs::path& folder) {
    if (!fs::is_directory(folder))
      throw Error(ErrorCode::kNotFound, "there is no folder " + folder.string());
    if (is_run(folder)) {
      add(folder);
      add_children(folder);
      return;
    }
    for (const fs::path& child : add_children(folder)) add_children(child);
  }

  RunList finish() {
    std::ranges::stable_sort(list_.runs, {}, &ListedRun::folder);
    std::ranges::stable_sort(list_.damaged, {}, &DamagedRun::folder);
    return std::move(list_);
  }

 private:
  static bool is_run(const fs::path& folder) { return fs::exists(RunFolder(folder).identity()); }

  // The runs among the folders in `folder`.
  std::vector<fs::path> add_children(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code failure;
    for (auto entry = fs::directory_iterator(folder, failure);
         !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
      std::error_code ignored;  // a folder that is closed to us holds no run of ours
      if (!entry->is_directory(ignored) || !fs::exists(entry->path() / "run.json", ignored))
        continue;
      found.push_back(plain(entry->path()));
      add(found.back());
    }
    if (failure) {
      throw Error(ErrorCode::kReadFailed,
                  "cannot list " + folder.string() + ": " + failure.message());
    }
    return found;
  }

  void add(const fs::path& folder) {
    try {
      list_.runs.push_back(read_run(RunFolder(folder)));
    } catch (const Error& error) {
      list_.damaged.push_back({folder, error.what()});
    } catch (const fs::filesystem_error& error) {
      list_.damaged.push_back({folder, error.what()});
    }
  }

  RunList list_;
};

}  // namespace

std::string_view name_of(RunState state) {
  switch (state) {
    case RunState::kUnfinished:
      return "unfinished";
    case RunState::kWorkedOn:
      return "being worked on";
    case RunState::kFinished:
      return "finished";
  }
  return "";
}

RunList list_runs(const std::vector<fs::path>& folders) {
  Lister lister;
  for (const fs::path& folder : folders) lister.look_into(plain(folder));
  return lister.finish();
}

}  // namespace myolens
