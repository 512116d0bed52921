// What a stage trains, and at which share of its learning rate.
#pragma once

#include <string>
#include <vector>

#include "myolens/classifier/bundle.h"
#include "myolens/training/strategy.h"

namespace myolens {

struct StagePlan {
  StageRecipe recipe;
  Subgraph tail;
  std::vector<TrainedLayer> trained;
  std::string first_trained;  // the lowest trained layer
  int64_t parameters = 0;     // trained ones, without batch normalisation's moving statistics
};

// `backbone` is the network without its head, with the same layer numbers. The head is always
// trained. Of the backbone, the layers from the recipe's cut up: the top layers by the settings'
// cut rule, those above the frozen share (its size rounded to whole layers, in Keras's order), or
// all. Batch normalisation among them is trained only when the recipe says so. Of the top layers
// the n-th trained one, counted from above, learns at rate_decay^n of the rate; all else at the
// rate itself. Errors: kInvalidArgument as fine_tuning_range.
StagePlan plan_stage(const ClassifierGraph& network, const Graph& backbone,
                     const StageRecipe& recipe, const TrainingSettings& settings);

// One plan per recipe of the strategy. Errors: as plan_stage.
std::vector<StagePlan> plan_stages(const ClassifierGraph& network, const Graph& backbone,
                                   Strategy strategy, const TrainingSettings& settings);

// The tensors that feed all of these tails, each once.
std::vector<LayerId> live_layers(const std::vector<StagePlan>& plans);

}  // namespace myolens
