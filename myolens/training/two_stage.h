// The paper's two-stage training: warm-up with the backbone frozen, then fine-tuning of its top
// layers.
#pragma once

#include <string>
#include <vector>

#include "myolens/training/stage.h"

namespace myolens {

struct TrainingImages {
  std::vector<std::filesystem::path> files;  // prepared polar maps
  std::vector<int> labels;                   // class index, 0 = positive
  std::vector<size_t> training;              // indices into the above
  std::vector<size_t> validation;
};

// Errors: kBadData when the training or the validation part lacks a class.
void check_parts(const TrainingImages& images);

struct TrainingResult {
  StageResult warm_up;
  StageResult fine_tuning;
  LearningRates rates;
  std::string cut_layer;           // first trained layer of the backbone
  int64_t warm_up_parameters = 0;  // trained
  int64_t fine_tuning_parameters = 0;
  double feature_seconds = 0;
  double warm_up_seconds = 0;
  double fine_tuning_seconds = 0;
};

// `bundle` comes with backbone, labels and the backbone's weights (with or without its ImageNet
// top); it leaves with the head of the settings and all weights of the trained classifier. Below
// the cut, and above it unless the settings say otherwise, batch normalisation stays frozen in
// inference mode. Fine-tuning starts from warm-up's best epoch, which stays a candidate as its
// epoch 0. Errors: kInvalidArgument (settings, a cut that leaves nothing, a loss that is not
// finite), kBadData (an empty part, one class only), kUnavailable, and what reading the pictures
// raises.
TrainingResult train_two_stage(ModelBundle& bundle, const TrainingImages& images,
                               const TrainingSettings& settings, Progress& progress);

}  // namespace myolens
