// The folder of one training run: what is in it and under which names. It is never overwritten.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "myolens/training/stage.h"

namespace myolens {

class RunFolder {
 public:
  explicit RunFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  const std::filesystem::path& path() const { return folder_; }
  std::filesystem::path identity() const { return folder_ / "run.json"; }
  std::filesystem::path state() const { return folder_ / "state"; }  // while it is unfinished
  std::filesystem::path config() const { return folder_ / "config.toml"; }
  std::filesystem::path environment() const { return folder_ / "environment.json"; }
  std::filesystem::path split() const { return folder_ / "split.csv"; }
  std::filesystem::path trials() const { return folder_ / "trials.csv"; }
  std::filesystem::path choosing() const { return folder_ / "choosing.csv"; }
  std::filesystem::path history() const { return folder_ / "history.csv"; }
  std::filesystem::path tensorboard() const { return folder_ / "tensorboard"; }
  std::filesystem::path facts() const { return folder_ / "training.json"; }
  std::filesystem::path bundle() const { return folder_ / "bundle"; }
  std::filesystem::path evaluation(const std::string& name) const {
    return folder_ / "evaluation" / name;
  }
  std::filesystem::path openings() const { return folder_ / "test_openings.txt"; }
  std::filesystem::path explanations() const { return folder_ / "explanations"; }
  std::filesystem::path faithfulness() const { return folder_ / "faithfulness"; }
  std::filesystem::path report() const { return folder_ / "report.html"; }

 private:
  std::filesystem::path folder_;
};

inline constexpr const char* kTestEvaluation = "test";  // of the run's own untouched patients

struct StageFacts {
  std::string name;
  std::string first_trained_layer;
  int64_t trained_parameters = 0;
  double learning_rate = 0;
  int best_epoch = 0;
  double seconds = 0;
};

struct PartFacts {
  std::string name;  // "train", "validation", "test"
  int positives = 0;
  int negatives = 0;
};

// Of Hyperband; without a search no runs.
struct SearchFacts {
  size_t configurations = 0;
  size_t runs = 0;        // of all rungs
  size_t best_trial = 0;  // whose head was taken
  double seconds = 0;
};

inline constexpr int kFactsFormatVersion = 2;

// What the report tells about a training.
struct RunFacts {
  int format_version = kFactsFormatVersion;
  std::string cohort;    // folder of the prepared cohort
  std::string protocol;  // see protocol.h
  int folds = 0;         // that chose; 0: one validation part
  std::string strategy;  // see training/strategy.h
  std::string rule;
  double a = 0;
  std::string selection;
  std::string optimiser;
  size_t batch_size = 0;
  std::string precision = "fp32";  // of feature maps
  size_t variants = 1;             // of every picture in training, itself among them
  double temperature = 1;
  std::string threshold_rule;
  uint64_t seed = 0;
  int64_t parameters = 0;
  double feature_seconds = 0;
  double fold_seconds = 0;  // of the fits that only chose
  SearchFacts search;
  std::vector<PartFacts> parts;
  std::vector<StageFacts> stages;
};

// Errors: kWriteFailed; kNotFound, kBadFormat.
void write_facts(const RunFolder& run, const RunFacts& facts);
RunFacts read_facts(const RunFolder& run);

struct StageHistory {
  std::string stage;
  std::vector<EpochScores> epochs;
};

// Errors: kWriteFailed; as read_table, kBadFormat.
void write_history(const RunFolder& run, const std::vector<StageHistory>& stages);
std::vector<StageHistory> read_history(const RunFolder& run);

}  // namespace myolens
