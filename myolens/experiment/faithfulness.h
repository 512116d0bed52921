// Do a run's heat maps tell what its prediction rests on, and where the lesion is? Each method
// beside yardsticks that need no network.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "myolens/base/progress.h"
#include "myolens/experiment/error_causes.h"
#include "myolens/experiment/run_folder.h"
#include "myolens/metrics/mean_interval.h"

namespace myolens {

// Means over test cases; nothing where it was not measured.
struct MethodFaithfulness {
  std::string method;
  bool yardstick = false;  // "deficit map", "disc centre", "even over the disc"
  // Area under the curve of the calibrated probability while cells are replaced, the strongest
  // first (explain/perturbation.h), by the mean normal map; and by black, which is a defect itself
  // and stands here for comparison with published work only. Cases called positive.
  std::optional<MeanEstimate> deletion;
  std::optional<MeanEstimate> insertion;
  std::optional<MeanEstimate> black_deletion;
  std::optional<MeanEstimate> outside_share;  // of the heat, outside the disc
  // How like the map is to that of a network which cannot know: rank correlation over the cells.
  // Near 1, the map shows the picture rather than the model (Adebayo et al., NeurIPS 2018).
  std::optional<MeanEstimate> random_head;
  std::optional<MeanEstimate> random_network;
  std::optional<MeanEstimate> permuted_labels;  // the head fitted to permuted labels
  // Against the lesions of synthetic patients, cases that have one (explain/localisation.h).
  std::optional<MeanEstimate> pointing;
  std::optional<MeanEstimate> heat_in_lesion;
  std::optional<MeanEstimate> overlap;
  Proportion territory_hits;
};

struct Faithfulness {
  bool synthetic = true;
  std::string backbone;
  std::string strategy;
  int called_cases = 0;  // measured among those called positive
  int lesion_cases = 0;
  double outside_area_share = 0;  // of the pictures, outside the disc
  double lesion_area_share = 0;   // mean, of the disc
  double permuted_accuracy = 0;   // of the head on the permuted labels it was fitted to
  std::vector<MethodFaithfulness> methods;
  std::vector<ErrorGroup> errors;  // of synthetic patients
};

struct FaithfulnessOptions {
  std::filesystem::path run;
  std::filesystem::path truth;  // folder of `myolens phantom`; may be empty
  int most_cases = 20;          // of those called positive, in the order of the test part
  size_t threads = 1;
};

// Writes run/faithfulness with faithfulness.json and faithfulness.csv. Needs the evaluation of the
// test part. Errors: kInvalidArgument (measured before, no case at all, a run without a test
// part), kNotFound (not judged yet), kBadData (too few normal maps in training; of PhantomTruth).
Faithfulness measure_faithfulness(const FaithfulnessOptions& options, Progress& progress);

// As measure_faithfulness wrote it. Errors: kNotFound, kBadFormat.
Faithfulness read_faithfulness(const RunFolder& run);

}  // namespace myolens
