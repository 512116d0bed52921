// A run folder while a command works in it: one process at a time, and a command that was killed
// can go on.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "myolens/experiment/run_folder.h"
#include "myolens/experiment/run_lock.h"
#include "myolens/training/checkpoints.h"

namespace myolens {

// What a run must find again to go on: run.json.
struct RunIdentity {
  std::vector<std::string> words;        // of the command line, the command first
  std::filesystem::path working_folder;  // in which they were given
  std::string settings;                  // effective ones, as TOML
  std::string cohort_fingerprint;        // see cohort_fingerprint
  std::string program_version;
  std::string backbone{};  // these three are empty for a comparison, whose rows have them
  std::string strategy{};
  std::string protocol{};
  bool row_of_comparison = false;  // whose folder is the one above
};

// Errors: kNotFound (no run), kBadFormat.
RunIdentity read_identity(const RunFolder& run);

class OpenRun {
 public:
  // Makes the folder, or takes an unfinished one with `resume`, and removes what a process that was
  // killed there had half written. Errors: kInvalidArgument (to make: there is something already,
  // said with what to do; to resume: it is finished, or its settings or its program were others),
  // kBadData (the cohort has changed since), kNotFound (nothing to resume), kUnavailable (another
  // process works in it), kWriteFailed.
  OpenRun(const std::filesystem::path& folder, const RunIdentity& identity, bool resume,
          std::chrono::duration<double> checkpoint_interval);

  const RunFolder& folder() const { return folder_; }
  const Checkpoints& checkpoints() const { return checkpoints_; }

  // The work is done, and everything is written: nothing is left to resume. Errors: kWriteFailed.
  void finish();

 private:
  void lock();

  RunFolder folder_;
  Checkpoints checkpoints_;
  std::optional<RunLock> lock_;
};

// Whether a run was begun in the folder and has not been finished.
bool is_unfinished(const RunFolder& run);

// Errors: kInvalidArgument when it is unfinished, saying how to go on.
void require_finished(const RunFolder& run);

// Whether a process works in an unfinished run now.
bool is_worked_on(const RunFolder& run);

}  // namespace myolens
