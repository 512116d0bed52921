// What age, sex and symptoms tell without any picture, the yardstick beside a network.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "myolens/cohort/manifest.h"
#include "myolens/experiment/ridge_logistic.h"

namespace myolens {

// One variable of the regression.
struct ClinicalTerm {
  std::string column;
  std::optional<std::string> value{};  // 1 where the column has it, else 0; nothing: its number
  double mean = 0;                     // over the training patients
  double deviation = 0;                // likewise, of the population
  double coefficient = 0;              // log odds of the positive class per deviation
};

// Probability of the positive class by logistic regression on standardised columns of the manifest,
// with a ridge penalty of 1 (ridge_logistic.h). Scoring is thread-safe.
class ClinicalBaseline {
 public:
  // Learns from the patients of `entries`, each once, by its first entry. `columns` are names of
  // the manifest. Without any, those with a well-known clinical heading are taken: age, sex, bmi,
  // weight, height, smoking, diabetes, hypertension, dyslipidaemia, family history, chest pain,
  // angina, dyspnoea, resting ECG and their usual synonyms, in any case, with "_", "-" or a blank
  // between words and a unit behind. Other columns may hold the outcome or describe the picture,
  // and enter only when named.
  //
  // A column whose values are all numbers is one variable. Of 2 to 5 other values, each but the
  // most frequent is one. A column with one value is left out. Empty fields and "NA", "n/a", "nan",
  // "unknown" and "?" are missing: the mean or most frequent value stands in, as for a value that
  // training did not have.
  //
  // Nothing when no column is left. Errors: kInvalidArgument (a named column does not exist, with
  // the nearest name), kBadData (a named column with more than 5 texts; patients of one class
  // only).
  static std::optional<ClinicalBaseline> fit(const Cohort& cohort, std::span<const size_t> entries,
                                             std::span<const std::string> columns = {});

  double probability(const CohortEntry& entry) const;

  const std::vector<ClinicalTerm>& terms() const { return terms_; }
  double intercept() const { return regression_.intercept; }

 private:
  ClinicalBaseline() = default;
  std::vector<double> standardised(const CohortEntry& entry) const;

  std::vector<ClinicalTerm> terms_;
  RidgeLogistic regression_;
};

}  // namespace myolens
