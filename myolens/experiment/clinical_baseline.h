// What age, sex and symptoms tell without any picture, the yardstick beside a network.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "myolens/cohort/clinical_columns.h"
#include "myolens/experiment/ridge_logistic.h"

namespace myolens {

// Probability of the positive class by logistic regression on the columns as a network reads them
// (cohort/clinical_encoding.h), with a ridge penalty of 1 (ridge_logistic.h). Scoring is
// thread-safe.
class ClinicalBaseline {
 public:
  // Learns from the patients of `entries`, each once, by its first entry. `columns` as
  // clinical_columns takes them. Nothing when no column is left that tells anything. Errors: of
  // clinical_columns and ClinicalEncoding::fit; kBadData (patients of one class only).
  static std::optional<ClinicalBaseline> fit(const Cohort& cohort, std::span<const size_t> entries,
                                             std::span<const std::string> columns);

  double probability(const CohortEntry& entry) const;

  const ClinicalEncoding& encoding() const { return encoding_; }
  const RidgeLogistic& regression() const { return regression_; }  // one coefficient per place

 private:
  ClinicalBaseline() = default;

  ClinicalEncoding encoding_;
  RidgeLogistic regression_;
};

}  // namespace myolens
