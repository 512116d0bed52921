// A run folder while a command works in it: one process at a time, and a command that was killed
// can go on.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "myolens/experiment/run_folder.h"
#include "myolens/training/checkpoints.h"

namespace myolens {

// What a run must find again to go on: run.json.
struct RunIdentity {
  std::vector<std::string> words;        // of the command line, the command first
  std::filesystem::path working_folder;  // in which they were given
  std::string settings;                  // effective ones, as TOML
  std::string cohort_fingerprint;        // see cohort_fingerprint
  std::string program_version;
};

// Errors: kNotFound (no run), kBadFormat.
RunIdentity read_identity(const RunFolder& run);

class OpenRun {
 public:
  // Makes the folder, or takes an unfinished one with `resume`. Errors: kInvalidArgument (to make:
  // there is something already, said with what to do; to resume: it is finished, or its settings
  // or its program were others), kBadData (the cohort has changed since), kNotFound (nothing to
  // resume), kUnavailable (another process works in it), kWriteFailed.
  OpenRun(const std::filesystem::path& folder, const RunIdentity& identity, bool resume,
          std::chrono::duration<double> checkpoint_interval);
  ~OpenRun();
  OpenRun(const OpenRun&) = delete;
  OpenRun& operator=(const OpenRun&) = delete;

  const RunFolder& folder() const { return folder_; }
  const Checkpoints& checkpoints() const { return checkpoints_; }

  // The work is done, and everything is written: nothing is left to resume. Errors: kWriteFailed.
  void finish();

 private:
  void lock();

  RunFolder folder_;
  Checkpoints checkpoints_;
  int lock_ = -1;
};

// Whether a run was begun in the folder and has not been finished.
bool is_unfinished(const RunFolder& run);

}  // namespace myolens
