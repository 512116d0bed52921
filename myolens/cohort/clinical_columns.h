// Which further columns of a manifest a network or a regression may read beside the picture.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "myolens/cohort/clinical_encoding.h"
#include "myolens/cohort/manifest.h"

namespace myolens {

// In place of names: every column with a well-known clinical heading: age, sex, bmi, weight,
// height, smoking, diabetes, hypertension, dyslipidaemia, family history, chest pain, angina,
// dyspnoea, resting ECG and their usual synonyms, in any case, with "_", "-" or a blank between
// words and a unit behind. Other columns may hold the outcome or describe the picture, and enter
// only when named.
inline constexpr std::string_view kAllClinicalColumns = "all";

// The columns asked for, each once, ascending. Of `all` those with more than kMostClinicalTexts
// texts, or that tell who a patient is, are left out. Errors: kInvalidArgument (a named column does
// not exist, with the nearest name, or tells who a patient is: identity_columns.h).
std::vector<std::string> clinical_columns(const Cohort& cohort,
                                          std::span<const std::string> wanted);

// Errors: kBadData when `known` lacks a column of the encoding, with the nearest name; `origin`
// names what has them.
void require_clinical_columns(const ClinicalEncoding& encoding,
                              const std::vector<std::string>& known, const std::string& origin);

// Of each patient the first one among `entries`.
std::vector<const CohortEntry*> first_of_each_patient(const Cohort& cohort,
                                                      std::span<const size_t> entries);

}  // namespace myolens
