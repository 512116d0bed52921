#include "myolens/experiment/clinical_baseline.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <set>
#include <string_view>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr double kPenalty = 1;
constexpr size_t kMostValues = 5;      // of a column of texts
constexpr double kNegligible = 1e-12;  // deviation, of the mean: rounding

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
constexpr auto kMissing = std::to_array<std::string_view>({"", "na", "n/a", "nan", "unknown", "?"});

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

bool is_missing(std::string_view value) {
  return std::ranges::find(kMissing, lower_case(value)) != kMissing.end();
}

std::optional<double> number_in(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

std::vector<std::string> chosen_columns(const Cohort& cohort,
                                        std::span<const std::string> columns) {
  const std::vector<std::string>& known = cohort.attribute_columns;
  std::vector<std::string> chosen;
  if (columns.empty()) {
    std::ranges::copy_if(known, std::back_inserter(chosen), is_clinical);
    return chosen;
  }
  for (const std::string& column : columns) {
    if (std::ranges::find(known, column) == known.end()) {
      throw Error(ErrorCode::kInvalidArgument, "the manifest has no further column \"" + column +
                                                   "\"" + nearest_name_hint(column, known));
    }
    if (std::ranges::find(chosen, column) == chosen.end()) chosen.push_back(column);
  }
  return chosen;
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

// A column's value of every patient, counted, those that are missing left out.
std::map<std::string, size_t> counted_values(std::span<const CohortEntry* const> patients,
                                             const std::string& column) {
  std::map<std::string, size_t> counts;
  for (const CohortEntry* patient : patients) {
    const std::string value = patient->attribute(column);
    if (!is_missing(value)) ++counts[value];
  }
  return counts;
}

// The variables of a column, without mean and deviation; none when it tells nothing or is not fit.
std::vector<ClinicalTerm> terms_of(const std::string& column,
                                   const std::map<std::string, size_t>& counts) {
  if (counts.size() < 2) return {};
  std::vector<ClinicalTerm> terms(1);
  terms.front().column = column;
  const bool numeric = std::ranges::all_of(
      counts, [](const auto& item) { return number_in(item.first).has_value(); });
  if (numeric) return terms;
  terms.clear();
  if (counts.size() > kMostValues) return terms;
  const auto usual =
      std::ranges::max_element(counts, {}, [](const auto& item) { return item.second; });
  for (const auto& [value, count] : counts) {
    if (value == usual->first) continue;
    ClinicalTerm& term = terms.emplace_back();
    term.column = column;
    term.value = value;
  }
  return terms;
}

// Nothing where a number is missing.
std::optional<double> raw_value(const ClinicalTerm& term, const CohortEntry& entry) {
  const std::string value = entry.attribute(term.column);
  if (term.value) return value == *term.value ? 1 : 0;
  return number_in(value);
}

void measure(ClinicalTerm& term, std::span<const CohortEntry* const> patients) {
  std::vector<double> values;
  for (const CohortEntry* patient : patients) {
    if (const auto value = raw_value(term, *patient)) values.push_back(*value);
  }
  const auto count = static_cast<double>(values.size());
  for (const double value : values) term.mean += value / count;
  // Where the mean stands in for a missing number, it adds no square but counts.
  double squares = 0;
  for (const double value : values) squares += (value - term.mean) * (value - term.mean);
  term.deviation = std::sqrt(squares / static_cast<double>(patients.size()));
}

}  // namespace

std::optional<ClinicalBaseline> ClinicalBaseline::fit(const Cohort& cohort,
                                                      std::span<const size_t> entries,
                                                      std::span<const std::string> columns) {
  const std::vector<const CohortEntry*> patients = first_of_each_patient(cohort, entries);
  ClinicalBaseline baseline;
  for (const std::string& column : chosen_columns(cohort, columns)) {
    const std::map<std::string, size_t> counts = counted_values(patients, column);
    std::vector<ClinicalTerm> terms = terms_of(column, counts);
    if (terms.empty() && counts.size() > kMostValues && !columns.empty()) {
      throw Error(ErrorCode::kBadData, "the column \"" + column + "\" has " +
                                           std::to_string(counts.size()) +
                                           " different texts; expected numbers, or at most " +
                                           std::to_string(kMostValues) + " different values");
    }
    for (ClinicalTerm& term : terms) {
      measure(term, patients);
      if (term.deviation > kNegligible * std::abs(term.mean))
        baseline.terms_.push_back(std::move(term));
    }
  }
  if (baseline.terms_.empty()) return std::nullopt;

  std::vector<std::vector<double>> rows;
  std::vector<int> truths;
  for (const CohortEntry* patient : patients) {
    rows.push_back(baseline.standardised(*patient));
    truths.push_back(patient->label == cohort.positive_label ? 1 : 0);
  }
  baseline.regression_ = fit_ridge_logistic(rows, truths, kPenalty);
  for (size_t i = 0; i < baseline.terms_.size(); ++i) {
    baseline.terms_[i].coefficient = baseline.regression_.coefficients[i];
  }
  return baseline;
}

std::vector<double> ClinicalBaseline::standardised(const CohortEntry& entry) const {
  std::vector<double> row;
  for (const ClinicalTerm& term : terms_) {
    const double value = raw_value(term, entry).value_or(term.mean);
    row.push_back((value - term.mean) / term.deviation);
  }
  return row;
}

double ClinicalBaseline::probability(const CohortEntry& entry) const {
  return regression_.probability(standardised(entry));
}

}  // namespace myolens
