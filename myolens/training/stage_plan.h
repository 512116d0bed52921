// What a stage trains, and at which share of its learning rate.
#pragma once

#include <vector>

#include "myolens/classifier/classifier.h"
#include "myolens/training/settings.h"

namespace myolens {

struct StagePlan {
  Subgraph tail;
  std::vector<TrainedLayer> trained;
  int64_t parameters = 0;  // trained ones, without batch normalisation's moving statistics
};

// The head; the backbone is frozen.
StagePlan plan_warm_up(const ClassifierGraph& network, const TrainingSettings& settings);

// The head, and the backbone's layers from the first trained one of `range` up; batch normalisation
// among them only when the settings say so. The rate of the n-th trained layer of the backbone,
// counted from its top, is multiplied by rate_decay^n; the head's is not.
StagePlan plan_fine_tuning(const ClassifierGraph& network, const FineTuningRange& range,
                           const TrainingSettings& settings);

}  // namespace myolens
