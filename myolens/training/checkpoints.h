// Stages of a training kept on disk while they run, so that a training that was killed goes on.
#pragma once

#include <chrono>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "myolens/training/stage.h"

namespace myolens {

// [epoch, training loss, training accuracy, validation loss, validation accuracy], null where
// unknown.
nlohmann::json scores_json(const EpochScores& scores);
EpochScores parse_scores(const nlohmann::json& row);

struct SavedStage {
  StageResult result;
  std::optional<TailState> tail;  // nothing: the stage is over
};

// One file per stage in a folder of the run. Random numbers need no saving: every epoch has streams
// of its own, named by its number. Thread-safe for different stages.
class Checkpoints {
 public:
  // A stage that runs is saved whenever `interval` has gone, and at its end.
  Checkpoints(std::filesystem::path folder, std::chrono::duration<double> interval)
      : folder_(std::move(folder)), interval_(interval) {}

  std::chrono::duration<double> interval() const { return interval_; }

  // Nothing when there is none. Errors: kBadFormat (damaged), kReadFailed.
  std::optional<SavedStage> load(const std::string& stage) const;

  // Appears whole or not at all. Errors: kWriteFailed.
  void save(const std::string& stage, const SavedStage& saved) const;

  // A small result of another kind, as text.
  std::optional<std::string> load_text(const std::string& name) const;
  void save_text(const std::string& name, const std::string& text) const;

 private:
  std::filesystem::path file_of(const std::string& name, const char* extension) const;

  std::filesystem::path folder_;
  std::chrono::duration<double> interval_;
};

}  // namespace myolens
