#include "myolens/experiment/out_of_fold.h"

#include "myolens/base/csv.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"

namespace myolens {

void write_out_of_fold(const RunFolder& run, const PreparedCohort& prepared,
                       const TrainingData& data, const ProcedureResult& result) {
  const Cohort& cohort = prepared.cohort;
  Table table{{"patient", "file", "truth", "probability"}, {}};
  for (const ScoredSample& one : result.choosing) {
    const CohortEntry& entry = cohort.entries[data.entries[one.sample]];
    table.rows.push_back({entry.patient, path_within(entry.file, cohort.folder), entry.label,
                          exact_text(probability(one.logit, result.temperature))});
  }
  write_file(run.out_of_fold(), format_table(table));
}

}  // namespace myolens
