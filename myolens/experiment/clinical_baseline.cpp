#include "myolens/experiment/clinical_baseline.h"

namespace myolens {
namespace {

constexpr double kPenalty = 1;

std::vector<double> row_of(const ClinicalEncoding& encoding, const CohortEntry& entry) {
  const std::vector<float> values = encoding.encode(entry.attributes).values;
  return {values.begin(), values.end()};
}

}  // namespace

std::optional<ClinicalBaseline> ClinicalBaseline::fit(const Cohort& cohort,
                                                      std::span<const size_t> entries,
                                                      std::span<const std::string> columns) {
  const std::vector<const CohortEntry*> patients = first_of_each_patient(cohort, entries);
  std::vector<const ClinicalValues*> values;
  for (const CohortEntry* patient : patients) values.push_back(&patient->attributes);
  ClinicalBaseline baseline;
  baseline.encoding_ = ClinicalEncoding::fit(clinical_columns(cohort, columns), values);
  if (baseline.encoding_.empty()) return std::nullopt;
  std::vector<std::vector<double>> rows;
  std::vector<int> truths;
  for (const CohortEntry* patient : patients) {
    rows.push_back(row_of(baseline.encoding_, *patient));
    truths.push_back(patient->label == cohort.positive_label ? 1 : 0);
  }
  baseline.regression_ = fit_ridge_logistic(rows, truths, kPenalty);
  return baseline;
}

double ClinicalBaseline::probability(const CohortEntry& entry) const {
  return regression_.probability(row_of(encoding_, entry));
}

}  // namespace myolens
