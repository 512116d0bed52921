// The predictions that chose, as a table: out_of_fold.csv.
#pragma once

#include "myolens/experiment/procedure.h"
#include "myolens/experiment/run_folder.h"

namespace myolens {

// Of every picture the probability by the model that did not train on it, at the temperature that
// all of them together gave. Errors: kWriteFailed.
void write_out_of_fold(const RunFolder& run, const PreparedCohort& prepared,
                       const TrainingData& data, const ProcedureResult& result);

}  // namespace myolens
