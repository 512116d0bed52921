// The history of a run as curves show it. Internal to report/.
#pragma once

#include <vector>

#include "myolens/experiment/run_folder.h"
#include "myolens/report/content.h"

namespace myolens {

// Whether it is a last fit on all patients, without validation, after folds have chosen.
bool is_refit(const StageHistory& history);

// The stage with its epochs but the start, epoch 0; without a history of its name it has none.
TrainingStage training_stage(const StageFacts& facts, const std::vector<StageHistory>& history);

}  // namespace myolens
