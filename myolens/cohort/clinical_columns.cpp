#include "myolens/cohort/clinical_columns.h"

#include <algorithm>
#include <array>
#include <set>

#include "myolens/base/error.h"
#include "myolens/cohort/identity_columns.h"

namespace myolens {
namespace {

constexpr auto kClinicalHeadings = std::to_array<std::string_view>({"age",
                                                                    "sex",
                                                                    "gender",
                                                                    "bmi",
                                                                    "body_mass_index",
                                                                    "weight",
                                                                    "body_weight",
                                                                    "height",
                                                                    "body_height",
                                                                    "smoking",
                                                                    "smoker",
                                                                    "smoking_status",
                                                                    "diabetes",
                                                                    "diabetes_mellitus",
                                                                    "hypertension",
                                                                    "arterial_hypertension",
                                                                    "dyslipidaemia",
                                                                    "dyslipidemia",
                                                                    "hyperlipidaemia",
                                                                    "hyperlipidemia",
                                                                    "hypercholesterolaemia",
                                                                    "hypercholesterolemia",
                                                                    "family_history",
                                                                    "family_history_of_cad",
                                                                    "chest_pain",
                                                                    "chest_pain_type",
                                                                    "angina",
                                                                    "angina_type",
                                                                    "typical_angina",
                                                                    "dyspnoea",
                                                                    "dyspnea",
                                                                    "shortness_of_breath",
                                                                    "ecg",
                                                                    "ekg",
                                                                    "resting_ecg",
                                                                    "rest_ecg",
                                                                    "resting_electrocardiogram"});
constexpr auto kUnits = std::to_array<std::string_view>(
    {"years", "year", "yrs", "y", "kg", "cm", "m", "kg_m2", "kg_m_2"});

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

// "Age (years)" -> "age_years".
std::string words_of(std::string_view heading) {
  std::string words;
  for (const char c : lower_case(heading)) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (kept) {
      words += c;
    } else if (!words.empty() && words.back() != '_') {
      words += '_';
    }
  }
  while (words.ends_with('_')) words.pop_back();
  return words;
}

bool is_clinical(std::string_view heading) {
  const std::string words = words_of(heading);
  const auto is_known = [](std::string_view text) {
    return std::ranges::find(kClinicalHeadings, text) != kClinicalHeadings.end();
  };
  return is_known(words) || std::ranges::any_of(kUnits, [&](std::string_view unit) {
           const std::string ending = "_" + std::string(unit);
           return words.ends_with(ending) &&
                  is_known(std::string_view(words).substr(0, words.size() - ending.size()));
         });
}

std::vector<std::string> values_of(const Cohort& cohort, const std::string& column) {
  std::vector<std::string> values;
  for (const CohortEntry& entry : cohort.entries) values.push_back(entry.attribute(column));
  return values;
}

bool has_few_texts(const std::vector<std::string>& values) {
  std::set<std::string_view> texts;
  bool numbers = true;
  for (const std::string& value : values) {
    if (is_missing_clinical(value)) continue;
    numbers = numbers && clinical_number(value);
    texts.insert(value);
  }
  return numbers || texts.size() <= kMostClinicalTexts;
}

std::vector<std::string> well_known_columns(const Cohort& cohort) {
  std::vector<std::string> columns;
  for (const std::string& column : cohort.attribute_columns) {
    if (!is_clinical(column)) continue;
    const std::vector<std::string> values = values_of(cohort, column);
    if (has_few_texts(values) && identity_reason(column, values).empty()) columns.push_back(column);
  }
  return columns;
}

void check_named(const Cohort& cohort, const std::string& column) {
  const std::vector<std::string>& known = cohort.attribute_columns;
  if (std::ranges::find(known, column) == known.end()) {
    throw Error(ErrorCode::kInvalidArgument, "the manifest has no further column \"" + column +
                                                 "\"" + nearest_name_hint(column, known));
  }
  const std::string reason = identity_reason(column, values_of(cohort, column));
  if (!reason.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "the column \"" + column +
                                                 "\" may tell who a patient is (" + reason +
                                                 "), and no model may learn from it");
  }
}

}  // namespace

std::vector<std::string> clinical_columns(const Cohort& cohort,
                                          std::span<const std::string> wanted) {
  std::set<std::string> columns;
  for (const std::string& name : wanted) {
    if (name == kAllClinicalColumns) {
      for (std::string& column : well_known_columns(cohort)) columns.insert(std::move(column));
    } else {
      check_named(cohort, name);
      columns.insert(name);
    }
  }
  return {columns.begin(), columns.end()};
}

void require_clinical_columns(const ClinicalEncoding& encoding,
                              const std::vector<std::string>& known, const std::string& origin) {
  for (const ClinicalColumn& column : encoding.columns()) {
    if (std::ranges::find(known, column.name) != known.end()) continue;
    throw Error(ErrorCode::kBadData, origin + " has no column \"" + column.name + "\"" +
                                         nearest_name_hint(column.name, known) +
                                         ", which the model reads beside the picture");
  }
}

std::vector<const CohortEntry*> first_of_each_patient(const Cohort& cohort,
                                                      std::span<const size_t> entries) {
  std::vector<const CohortEntry*> firsts;
  std::set<std::string_view> patients;
  for (const size_t index : entries) {
    const CohortEntry& entry = cohort.entries[index];
    if (patients.insert(entry.patient).second) firsts.push_back(&entry);
  }
  return firsts;
}

}  // namespace myolens
