// How much better a model looks when its epoch is chosen on the test set, as the paper is read.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "myolens/experiment/train_run.h"
#include "myolens/metrics/resampled_test.h"

namespace myolens {

struct OptimismOptions {
  TrainRunOptions run;  // protocol, split, search and folds are not used
  int splits = 20;
};

struct TestScore {
  int epoch = 0;
  double accuracy = 0;
  double auc = 0;
};

// One split of 64/16/20 per class.
struct OptimismSplit {
  TestScore honest;  // epoch chosen on the validation part
  TestScore chosen;  // same fit, epoch of the last stage chosen by accuracy on the test part
  TestScore paper;   // fit on the 80 %, every stage's epoch chosen by accuracy on the test part
};

struct Optimism {
  bool synthetic = true;
  std::vector<OptimismSplit> splits;
  // Over the splits, chosen less honest and paper less honest, with the corrected resampled t
  // test's error.
  ResampledMean same_fit_accuracy;
  ResampledMean same_fit_auc;
  ResampledMean paper_accuracy;
  ResampledMean paper_auc;
};

nlohmann::ordered_json optimism_json(const Optimism& optimism);

// Writes optimism.csv and optimism.json into a new folder that can be resumed. Errors:
// kInvalidArgument (fewer than two splits), and those of wanted_clinical, OpenRun and fit.
Optimism measure_optimism(const OptimismOptions& options, const WeightStore& store,
                          Progress& progress);

}  // namespace myolens
