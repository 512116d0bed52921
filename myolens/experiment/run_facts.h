// What a run keeps of its training.
#pragma once

#include <vector>

#include "myolens/experiment/train_run.h"

namespace myolens {

// Without features and parts, which the caller knows.
RunFacts run_facts(const ProcedureResult& result, const ModelBundle& start,
                   const TrainRunOptions& options);

// The curves that chose, and behind them the last fits when folds chose.
std::vector<StageHistory> stage_histories(const ProcedureResult& result);

// Scores on the samples that chose, said to be that.
std::vector<BundleMetric> choosing_metrics(const ProcedureResult& result, const TrainingData& data,
                                           Protocol protocol);

// Which predictions choose in a protocol, in words.
std::string choosing_set(Protocol protocol);

}  // namespace myolens
