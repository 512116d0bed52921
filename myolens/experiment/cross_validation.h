// Nested, repeated cross-validation: every patient is judged by procedures that never saw it. The
// estimate belongs to the procedure, not to one of its models.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "myolens/experiment/evaluation.h"
#include "myolens/experiment/procedure.h"
#include "myolens/metrics/resampled_test.h"

namespace myolens {

struct CrossValidationTask {
  const ProcedureTask& procedure;
  const PreparedCohort& prepared;
  const std::vector<std::string>& patients;  // sorted
  int folds = 5;                             // outer ones, and as many inner ones
  int repeats = 5;
};

inline constexpr const char* kCrossvalEvaluation = "crossval";

struct CrossValidation {
  Evaluation averaged;  // every picture once, scores averaged over the repeats
  // Over the folds of all repeats, with the corrected resampled t test's error.
  ResampledMean auc;
  ResampledMean accuracy;
};

nlohmann::ordered_json cross_validation_json(const CrossValidation& result);

// Each outer fold runs the whole procedure, inner folds included, on the other folds. Calls use the
// mean of the procedures' thresholds. Writes crossval.csv (every score of every repeat),
// crossval.json, and the averaged scores as evaluation "crossval". Errors: kBadData (a class with
// fewer patients than folds), and of run_procedure.
CrossValidation cross_validate(const CrossValidationTask& task, const RunFolder& run,
                               Progress& progress);

}  // namespace myolens
