#include "myolens/experiment/choosing_table.h"

#include "myolens/base/csv.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"

namespace myolens {

void write_choosing(const RunFolder& run, const PreparedCohort& prepared, const TrainingData& data,
                    const ProcedureResult& result) {
  const Cohort& cohort = prepared.cohort;
  Table table{{"patient", "file", "truth", "logit", "probability"}, {}};
  for (const ScoredSample& one : result.choosing) {
    const CohortEntry& entry = cohort.entries[data.entries[one.sample]];
    table.rows.push_back({entry.patient, path_within(entry.file, cohort.folder), entry.label,
                          exact_text(one.logit),
                          exact_text(probability(one.logit, result.temperature))});
  }
  write_file(run.choosing(), format_table(table));
}

std::vector<ScoredCase> read_choosing(const RunFolder& run, const std::string& positive_label) {
  if (!std::filesystem::exists(run.choosing())) {
    throw Error(ErrorCode::kNotFound, run.path().string() +
                                          " keeps no predictions that chose; train it again with "
                                          "this version of Myolens");
  }
  const Table table = read_table(run.choosing());
  const std::string origin = run.choosing().string();
  const size_t patient = table.column("patient", origin);
  const size_t file = table.column("file", origin);
  const size_t truth = table.column("truth", origin);
  const size_t logit = table.column("logit", origin);
  std::vector<ScoredCase> cases;
  for (const auto& row : table.rows) {
    cases.push_back({row[patient], row[file], row[truth] == positive_label ? 1 : 0,
                     parse_number(row[logit], origin)});
  }
  check_cases(cases);
  return cases;
}

}  // namespace myolens
