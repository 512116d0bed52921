#include "myolens/cohort/clinical_encoding.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "myolens/base/csv.h"
#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr double kNegligible = 1e-12;  // deviation, of the mean: rounding
constexpr auto kMissing = std::to_array<std::string_view>({"", "na", "n/a", "nan", "unknown", "?"});

std::string_view value_of(const ClinicalValues& patient, const std::string& column) {
  const auto found = patient.find(column);
  return found == patient.end() ? std::string_view() : trimmed(found->second);
}

// The known values of a column, counted.
struct ColumnCounts {
  std::map<std::string, size_t, std::less<>> texts;
  size_t missing = 0;
};

ColumnCounts counts_of(const std::string& column, std::span<const ClinicalValues* const> patients) {
  ColumnCounts counts;
  for (const ClinicalValues* patient : patients) {
    const std::string_view value = value_of(*patient, column);
    if (is_missing_clinical(value)) {
      ++counts.missing;
    } else {
      ++counts.texts[std::string(value)];
    }
  }
  return counts;
}

// The first value that is no number.
const std::string* text_among(const ColumnCounts& counts) {
  for (const auto& [text, count] : counts.texts) {
    if (!clinical_number(text)) return &text;
  }
  return nullptr;
}

void measure(const ColumnCounts& counts, ClinicalColumn& column) {
  double total = 0;
  for (const auto& [text, count] : counts.texts) total += static_cast<double>(count);
  for (const auto& [text, count] : counts.texts)
    column.mean += *clinical_number(text) * static_cast<double>(count);
  column.mean /= total;
  double squares = 0;
  for (const auto& [text, count] : counts.texts) {
    const double distance = *clinical_number(text) - column.mean;
    squares += distance * distance * static_cast<double>(count);
  }
  column.deviation = std::sqrt(squares / total);
}

// Nothing when the column tells nothing.
std::optional<ClinicalColumn> learned(const std::string& name, const ColumnCounts& counts) {
  if (counts.texts.size() < 2) return std::nullopt;
  ClinicalColumn column;
  column.name = name;
  column.may_be_missing = counts.missing > 0;
  const std::string* text = text_among(counts);
  if (!text) {
    measure(counts, column);
    const bool varies = column.deviation > kNegligible * std::abs(column.mean);
    return varies && std::isfinite(column.deviation) ? std::optional(column) : std::nullopt;
  }
  if (counts.texts.size() > kMostClinicalTexts) {
    throw Error(ErrorCode::kBadData, "the column \"" + name + "\" has " +
                                         std::to_string(counts.texts.size()) +
                                         " different texts, such as \"" + *text +
                                         "\"; expected numbers with a decimal point, or at most " +
                                         std::to_string(kMostClinicalTexts) + " different texts");
  }
  for (const auto& [value, count] : counts.texts) column.texts.push_back(value);
  return column;
}

void check_count(size_t columns) {
  if (columns <= kMostClinicalColumns) return;
  throw Error(ErrorCode::kLimitExceeded, std::to_string(columns) +
                                             " clinical columns; a model takes at most " +
                                             std::to_string(kMostClinicalColumns));
}

bool is_sound(const ClinicalColumn& column) {
  const bool scaled =
      std::isfinite(column.mean) && std::isfinite(column.deviation) && column.deviation > 0;
  const bool strictly_ascending =
      std::ranges::adjacent_find(column.texts, std::greater_equal<>()) == column.texts.end();
  const bool known = std::ranges::none_of(column.texts, is_missing_clinical);
  const size_t texts = column.texts.size();
  return !column.name.empty() && (column.is_number() ? scaled : texts >= 2) &&
         texts <= kMostClinicalTexts && strictly_ascending && known;
}

// Writes one column's places.
class Encoder {
 public:
  Encoder(const ClinicalColumn& column, EncodedClinical& result)
      : column_(column), result_(result), first_(result.values.size()) {
    result_.values.resize(first_ + column.width(), 0.0F);
  }

  void encode(std::string_view value) {
    if (is_missing_clinical(value)) {
      mark_missing("is missing, and no training patient lacked it");
    } else if (column_.is_number()) {
      encode_number(value);
    } else {
      encode_text(value);
    }
  }

 private:
  void encode_number(std::string_view value) {
    const auto number = clinical_number(value);
    if (!number) {
      mark_missing("");
      return add_reason("is \"" + std::string(value) + "\", and training had numbers there");
    }
    const double scaled = (*number - column_.mean) / column_.deviation;
    const double limit = kMostClinicalDeviations;
    result_.values[first_] = static_cast<float>(std::clamp(scaled, -limit, limit));
    if (std::abs(scaled) > limit)
      add_reason("is " + std::string(value) + ", far from all training patients");
  }

  void encode_text(std::string_view value) {
    const auto found = std::ranges::find(column_.texts, value);
    if (found != column_.texts.end()) {
      result_.values[first_ + static_cast<size_t>(found - column_.texts.begin())] = 1.0F;
    } else {
      mark_missing("is \"" + std::string(value) + "\", which no training patient had");
    }
  }

  void mark_missing(const std::string& reason) {
    if (column_.may_be_missing) {
      result_.values.back() = 1.0F;
    } else if (!reason.empty()) {
      add_reason(reason);
    }
  }

  void add_reason(const std::string& reason) {
    result_.reasons.push_back(column_.name + " " + reason);
  }

  const ClinicalColumn& column_;
  EncodedClinical& result_;
  const size_t first_;
};

}  // namespace

ClinicalEncoding ClinicalEncoding::fit(std::vector<std::string> columns,
                                       std::span<const ClinicalValues* const> patients) {
  check_count(columns.size());
  std::ranges::sort(columns);
  ClinicalEncoding encoding;
  for (const std::string& name : columns) {
    if (auto column = learned(name, counts_of(name, patients)))
      encoding.columns_.push_back(std::move(*column));
  }
  return encoding;
}

ClinicalEncoding ClinicalEncoding::from(std::vector<ClinicalColumn> columns) {
  const bool ordered = std::ranges::adjacent_find(columns, std::greater_equal<>(),
                                                  &ClinicalColumn::name) == columns.end();
  if (columns.size() > kMostClinicalColumns || !ordered ||
      !std::ranges::all_of(columns, is_sound)) {
    throw Error(ErrorCode::kInvalidArgument, "the description of the clinical columns is damaged");
  }
  ClinicalEncoding encoding;
  encoding.columns_ = std::move(columns);
  return encoding;
}

size_t ClinicalEncoding::width() const {
  size_t width = 0;
  for (const ClinicalColumn& column : columns_) width += column.width();
  return width;
}

std::vector<std::string> ClinicalEncoding::names() const {
  std::vector<std::string> names;
  for (const ClinicalColumn& column : columns_) names.push_back(column.name);
  return names;
}

std::vector<std::string> ClinicalEncoding::places() const {
  std::vector<std::string> places;
  for (const ClinicalColumn& column : columns_) {
    if (column.is_number()) places.push_back(column.name);
    for (const std::string& text : column.texts) places.push_back(column.name + " " + text);
    if (column.may_be_missing) places.push_back(column.name + " missing");
  }
  return places;
}

EncodedClinical ClinicalEncoding::encode(const ClinicalValues& patient) const {
  EncodedClinical result;
  for (const ClinicalColumn& column : columns_)
    Encoder(column, result).encode(value_of(patient, column.name));
  return result;
}

bool is_missing_clinical(std::string_view text) {
  std::string lower(trimmed(text));
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return std::ranges::find(kMissing, lower) != kMissing.end();
}

std::optional<double> clinical_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

}  // namespace myolens
