// The predictions that chose, as a table: choosing.csv.
#pragma once

#include "myolens/experiment/procedure.h"
#include "myolens/experiment/run_folder.h"

namespace myolens {

// Of every picture that chose the logit by a model that did not train on it (of the positive class
// less the other's, without temperature), and the probability at the temperature that all of them
// together gave. Errors: kWriteFailed.
void write_choosing(const RunFolder& run, const PreparedCohort& prepared, const TrainingData& data,
                    const ProcedureResult& result);

// As write_choosing wrote it; the scores are the logits. Errors: as read_table; kNotFound (a run
// that kept none), kBadData, kBadFormat.
std::vector<ScoredCase> read_choosing(const RunFolder& run, const std::string& positive_label);

}  // namespace myolens
