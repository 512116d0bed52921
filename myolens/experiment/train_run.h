// One training from a prepared cohort to a run folder.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "myolens/experiment/head_choice.h"
#include "myolens/experiment/run_folder.h"
#include "myolens/weights/store.h"

namespace myolens {

inline constexpr const char* kImageNetWeights = "imagenet";
inline constexpr const char* kRandomWeights = "random";

struct TrainRunOptions {
  std::filesystem::path cohort;  // result of `myolens prepare`
  std::filesystem::path out;     // new run folder
  std::filesystem::path split;   // a given split file; empty: drawn by the seed
  std::string positive_label;    // see ReadOptions
  std::string backbone = "resnet50";
  // kImageNetWeights (the store's entry of the backbone's name), kRandomWeights, or the name of an
  // entry in the store.
  std::string weights = kImageNetWeights;
  TrainingSettings training;
  std::optional<HeadSearchSettings> search;  // finds head, a and batch size; training's are ignored
  std::string config;                        // effective settings, saved as they are
};

// 80/20 per class by patient; 80/20 of the larger part for training and for choosing the epoch. The
// smaller part is not looked at. The folder appears whole or not at all. Errors: kInvalidArgument
// (the store's weights are of another backbone, or not ImageNet's where those were asked for), and
// those of the parts it is made of.
RunFacts train_run(const TrainRunOptions& options, const WeightStore& store, Progress& progress);

}  // namespace myolens
